using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>A file of a <see cref="SimulatedDisk"/>: what programs see, and what the disk itself has.</summary>
internal sealed class DiskFile : DiskNode
{
    public const int SectorSizeBytes = 512;

    private byte[] _bytes;
    private byte[] _durable;
    private SectorState[] _sectors = [];
    private ImmutableList<int> _lengths = [];
    private FrozenFile? _frozen;

    public DiskFile()
        : this([])
    {
    }

    /// <summary>A file of these bytes, durable.</summary>
    public DiskFile(byte[] bytes) => _bytes = _durable = bytes;

    /// <summary>A file as it was when it was frozen.</summary>
    public DiskFile(FrozenFile frozen)
    {
        (_bytes, _durable, _sectors, _lengths) = (frozen.Bytes, frozen.Durable, frozen.Sectors, frozen.Lengths);
        _frozen = frozen;
    }

    public int Length => _bytes.Length;

    /// <summary>What programs read; not to be changed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What programs read, to be changed without being written: damage, which is durable at once.</summary>
    public byte[] Damage()
    {
        Thaw();
        return _bytes = _durable = [.. _bytes];
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Thaw();
        if (offset + bytes.Length > _bytes.Length)
        {
            SetLength(offset + bytes.Length);
        }

        Own();
        bytes.CopyTo(_bytes.AsSpan((int)offset));
        Mark(offset, offset + bytes.Length);
    }

    public void SetLength(long length)
    {
        Thaw();
        var before = _bytes.Length;
        if (length == before)
        {
            return;
        }

        var resized = new byte[length];
        _bytes.AsSpan(0, (int)Math.Min(length, before)).CopyTo(resized);
        _bytes = resized;
        _lengths = _lengths.Add((int)length);

        // What is cut off and comes back is zeros, whatever the disk still has there.
        Mark(before, length);
    }

    public void Flush()
    {
        Thaw();
        var flushed = new byte[_bytes.Length];
        _durable.AsSpan(0, Math.Min(_durable.Length, flushed.Length)).CopyTo(flushed);
        for (var sector = 0; sector < _sectors.Length; sector++)
        {
            if (_sectors[sector] == SectorState.Dirty)
            {
                FrozenFile.CopySector(_bytes, flushed, sector);
                _sectors[sector] = SectorState.Clean;
            }
        }

        _durable = flushed;
        _lengths = [];
    }

    /// <summary>
    /// As Linux does after a failed write-back: the pages count as clean, though the disk need not have them.
    /// </summary>
    public void FailFlush()
    {
        Thaw();
        for (var sector = 0; sector < _sectors.Length; sector++)
        {
            _sectors[sector] = _sectors[sector] == SectorState.Dirty ? SectorState.Lost : _sectors[sector];
        }
    }

    /// <summary>The file as it is now, which later changes leave as it is.</summary>
    public FrozenFile Freeze() => _frozen ??= new FrozenFile(_bytes, _durable, _sectors, _lengths);

    private void Mark(long start, long end)
    {
        var last = (int)((end + SectorSizeBytes - 1) / SectorSizeBytes);
        if (_sectors.Length < last)
        {
            Array.Resize(ref _sectors, last);
        }

        for (var sector = (int)(start / SectorSizeBytes); sector < last; sector++)
        {
            _sectors[sector] = SectorState.Dirty;
        }
    }

    private void Own()
    {
        if (ReferenceEquals(_bytes, _durable))
        {
            _bytes = [.. _bytes];
        }
    }

    private void Thaw()
    {
        if (_frozen is not null)
        {
            _frozen = null;
            _bytes = [.. _bytes];
            _sectors = [.. _sectors];
        }
    }
}
