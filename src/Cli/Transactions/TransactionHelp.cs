namespace Orleans.TableService.Cli.Transactions;

/// <summary>How transactions are written, for the help of txn.</summary>
internal static class TransactionHelp
{
    public const string Notes = """
        The transaction is read from standard input, or from --file. Either as lines:

          compares:
            TARGET(KEY) OPERATOR OPERAND    TARGET: value, version, create, mod (revisions), exists (0 or 1)
                                            OPERATOR: = != < >
          success:                          done when every compare holds, or when there is none
            put KEY VALUE [--prev] [--expected-version=N] [--expected-revision=N]
            get KEY
            delete KEY [--prev] [--expected-version=N] [--expected-revision=N]
            incr KEY AMOUNT
            range [START [END]] [--prefix=KEY] [--limit=N] [--reverse] [--keys-only] [--count-only]
            delete-range [START [END]] [--prefix=KEY] [--limit=N] [--prev]
          failure:                          done when a compare does not hold; the same operations

        Lines before a heading are of success. Keys are local keys of --pkey. Words with spaces stand in double quotes,
        in which \" \\ \n \r \t and \xHH are escapes; a bare whole number as the operand of value() is a number, a
        quoted one is bytes. What follows # is a comment.

        Or as JSON: {"compares": [{"target": "value", "key": "k", "operator": "=", "value": "v"}],
          "success": [{"put": {"key": "k", "value": "v", "prev": true}}, {"incr": {"key": "n", "amount": 1}}],
          "failure": [{"get": {"key": "k"}}, {"range": {"prefix": "a", "limit": 5}}]}
        with keyHex, keyBase64, valueHex ... for bytes that are no text.

        Exits with 1 when a compare did not hold, whatever failure: then did.
        """;

    public const string Examples = """
        printf 'compares:\n exists(a) = 0\nsuccess:\n put a 1\n incr n 5\nfailure:\n get a\n' |
          streamstorage-cli table txn -t accounts -p alice
        streamstorage-cli table txn -t accounts -p alice -f transfer.json --json
        """;
}
