using Orleans.TableService.Silo;

return await ServerProgram.RunAsync(args, Console.Out, Console.Error);
