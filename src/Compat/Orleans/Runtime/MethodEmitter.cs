using System.Reflection;
using System.Reflection.Emit;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Generates one method of a reference and the request class that holds its arguments.</summary>
internal static class MethodEmitter
{
    private const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual
        | MethodAttributes.HideBySig;

    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static void Emit(ModuleBuilder module, TypeBuilder reference, MethodInfo method, int index)
    {
        var shape = ResultShape.Of(method.ReturnType);
        var requestBase = (shape.IsEnumerable ? typeof(EnumerationRequest<>) : typeof(GrainRequest<>))
            .MakeGenericType(shape.Result);
        var request = module.DefineType(
            $"{reference.Name}.{method.Name}.{index}", TypeAttributes.Sealed, requestBase);
        var constructor = request.DefineDefaultConstructor(MethodAttributes.Public);
        var fields = method.GetParameters().Select((parameter, i) => request.DefineField(
            $"_{i}", parameter.ParameterType, FieldAttributes.Public)).ToArray();
        EmitInvoke(request, requestBase, method, fields, shape);
        EmitCopyArguments(request, requestBase, method, fields);
        request.CreateType();
        EmitCall(reference, method, index, shape, constructor, fields);
    }

    private static void EmitInvoke(
        TypeBuilder request, Type requestBase, MethodInfo method, FieldBuilder[] fields, ResultShape shape)
    {
        var overridden = requestBase.GetMethod("Invoke", Members)!;
        var invoke = request.DefineMethod(overridden.Name, Override, overridden.ReturnType, [typeof(object)]);
        var il = invoke.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, method);
        if (shape.IsValueTask)
        {
            var result = il.DeclareLocal(method.ReturnType);
            il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Ldloca, result);
            il.Emit(OpCodes.Call, method.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitCopyArguments(
        TypeBuilder request, Type requestBase, MethodInfo method, FieldBuilder[] fields)
    {
        var overridden = requestBase.GetMethod(nameof(IGrainRequest.CopyArguments), Members)!;
        var copyArguments = request.DefineMethod(overridden.Name, Override, typeof(void), [typeof(MessageCopier)]);
        var copy = typeof(MessageCopier).GetMethod(nameof(MessageCopier.Copy), Members)!;
        var il = copyArguments.GetILGenerator();
        foreach (var (parameter, field) in method.GetParameters().Zip(fields))
        {
            if (parameter.IsDefined(typeof(ImmutableAttribute)) || field.FieldType == typeof(CancellationToken))
            {
                continue;
            }

            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Call, copy.MakeGenericMethod(field.FieldType));
            il.Emit(OpCodes.Stfld, field);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitCall(
        TypeBuilder reference,
        MethodInfo method,
        int index,
        ResultShape shape,
        ConstructorBuilder constructor,
        FieldBuilder[] fields)
    {
        var parameters = method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        var call = reference.DefineMethod(
            $"{method.DeclaringType}.{method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig
                | MethodAttributes.NewSlot,
            method.ReturnType,
            parameters);
        reference.DefineMethodOverride(call, method);
        var il = call.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, constructor);
        for (var i = 0; i < fields.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Stfld, fields[i]);
        }

        il.Emit(OpCodes.Ldc_I4, index);
        if (shape.IsEnumerable)
        {
            il.Emit(OpCodes.Call, ReferenceMethod(nameof(GrainReference.Enumerate), shape));
        }
        else
        {
            EmitToken(il, parameters);
            il.Emit(OpCodes.Call, ReferenceMethod(nameof(GrainReference.Send), shape));
        }

        if (shape.IsValueTask)
        {
            var task = shape.Result == typeof(NoResult)
                ? typeof(Task)
                : typeof(Task<>).MakeGenericType(shape.Result);
            il.Emit(OpCodes.Newobj, method.ReturnType.GetConstructor([task])!);
        }

        il.Emit(OpCodes.Ret);
    }

    private static MethodInfo ReferenceMethod(string name, ResultShape shape)
        => typeof(GrainReference).GetMethod(name, Members)!.MakeGenericMethod(shape.Result);

    private static void EmitToken(ILGenerator il, Type[] parameters)
    {
        var index = Array.LastIndexOf(parameters, typeof(CancellationToken));
        if (index >= 0)
        {
            il.Emit(OpCodes.Ldarg, (short)(index + 1));
        }
        else
        {
            il.Emit(OpCodes.Call, typeof(CancellationToken).GetProperty(nameof(CancellationToken.None))!.GetMethod!);
        }
    }
}
