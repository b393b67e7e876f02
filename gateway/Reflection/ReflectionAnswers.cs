using Google.Protobuf.Reflection;
using Grpc.Core;
using Orleans.TableService.Protocol.Reflection.V1;
using RequestCase = Orleans.TableService.Protocol.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Orleans.TableService.Gateway;

/// <summary>Answers one question about the services.</summary>
internal static class ReflectionAnswers
{
    public static ServerReflectionResponse Answer(ReflectionCatalog catalog, ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case RequestCase.ListServices:
                response.ListServicesResponse = ListServices(catalog);
                break;
            case RequestCase.FileByFilename:
                SetFile(response, catalog.File(request.FileByFilename), request.FileByFilename);
                break;
            case RequestCase.FileContainingSymbol:
                SetFile(response, catalog.FileOf(request.FileContainingSymbol), request.FileContainingSymbol);
                break;
            case RequestCase.AllExtensionNumbersOfType when catalog.HasMessage(request.AllExtensionNumbersOfType):
                response.AllExtensionNumbersResponse =
                    new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType };
                break;
            case RequestCase.AllExtensionNumbersOfType:
                SetError(response, StatusCode.NotFound, $"There is no message '{request.AllExtensionNumbersOfType}'.");
                break;
            case RequestCase.FileContainingExtension:
                SetError(response, StatusCode.NotFound, "No message of this server has extensions.");
                break;
            default:
                SetError(response, StatusCode.InvalidArgument, "The request names nothing to describe.");
                break;
        }

        return response;
    }

    private static ListServiceResponse ListServices(ReflectionCatalog catalog)
    {
        var list = new ListServiceResponse();
        foreach (var name in catalog.Services)
        {
            list.Service.Add(new ServiceResponse { Name = name });
        }

        return list;
    }

    private static void SetFile(ServerReflectionResponse response, FileDescriptor? file, string name)
    {
        if (file is null)
        {
            SetError(response, StatusCode.NotFound, $"The server knows nothing of the name '{name}'.");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        var added = new HashSet<string>(StringComparer.Ordinal);
        Add(response.FileDescriptorResponse, file, added);
    }

    private static void Add(FileDescriptorResponse response, FileDescriptor file, HashSet<string> added)
    {
        if (!added.Add(file.Name))
        {
            return;
        }

        response.FileDescriptorProto.Add(file.SerializedData);
        foreach (var dependency in file.Dependencies)
        {
            Add(response, dependency, added);
        }
    }

    private static void SetError(ServerReflectionResponse response, StatusCode code, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };
}
