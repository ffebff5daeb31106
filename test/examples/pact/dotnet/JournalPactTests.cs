// Verifies an API through `helseid-mock pact proxy`, with PactNet 5 and xUnit. Not run here.
using System;
using System.IO;
using PactNet.Verifier;
using Xunit;

public class JournalPactTests
{
    // The addresses that the proxy prints. The API itself must listen on a port, as Kestrel does: the proxy cannot reach an
    // in-memory TestServer or WebApplicationFactory.
    private static readonly Uri Provider = new(Environment.GetEnvironmentVariable("PROVIDER_URL")!);
    private static readonly Uri States = new(Environment.GetEnvironmentVariable("STATES_URL")!);

    [Fact]
    public void TheApiKeepsItsPact()
    {
        using var verifier = new PactVerifier("journal");
        verifier
            .WithHttpEndpoint(Provider)
            .WithFileSource(new FileInfo("journal-portal-journal.json"))
            .WithProviderStateUrl(States, options => options.WithTeardown())
            .Verify();
    }
}
