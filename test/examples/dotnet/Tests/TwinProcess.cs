// A fixture of xUnit: the twin as a process on a free port, for the tests of a class.
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Example;

public sealed class TwinProcess : IAsyncLifetime
{
    private readonly Process _process = new()
    {
        StartInfo = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npx.cmd" : "npx")
        {
            ArgumentList = { "helseid-mock", "serve", "--port", "0", "--log-format", "json" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        },
    };

    public HttpClient Http { get; } = new();

    public Uri Origin => Http.BaseAddress!;

    public string Issuer => new Uri(Origin, "/test").AbsoluteUri;

    public async Task InitializeAsync()
    {
        _process.Start();
        var ready = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The twin did not start; its reason is on standard error.");
        Http.BaseAddress = new Uri(JsonDocument.Parse(ready).RootElement.GetProperty("origin").GetString()!);
        // The log must be read on, or the twin waits when the pipe is full.
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public async Task<string> MintAsync(string? issuer = null, params string[] broken)
    {
        var request = new { audience = "nhn:example", scopes = new[] { "nhn:example/api" }, bearer = true, issuer = issuer ?? Issuer, broken };
        using var response = await Http.PostAsJsonAsync("/_mock/tokens", request);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("accessToken").GetString()!;
    }

    // The twin ends when its standard input is closed; Kill would end npx only.
    public async Task DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        Http.Dispose();
    }
}
