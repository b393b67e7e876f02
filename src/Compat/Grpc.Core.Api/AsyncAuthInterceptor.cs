namespace Grpc.Core;

/// <summary>Adds what authenticates a call to its metadata.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
