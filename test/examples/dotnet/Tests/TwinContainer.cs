// A fixture of xUnit: the twin in a container, over HTTPS with a CA of your own.
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace Example;

public sealed class TwinContainer : IAsyncLifetime
{
    private const string Config = """{ "clients": [], "profile": "next" }""";

    // The twin runs as user 65532. It refuses a private key that other users can read.
    private readonly IContainer _container = new ContainerBuilder("helseid-mock")
        .WithPortBinding(8080, assignRandomHostPort: true)
        .WithEnvironment("HELSEID_MOCK_LOG_FORMAT", "json")
        .WithEnvironment("HELSEID_MOCK_CONTROL_TOKEN", ControlToken)
        .WithEnvironment("HELSEID_MOCK_CONFIG", "/twin/config.json")
        .WithEnvironment("HELSEID_MOCK_TLS", "true")
        .WithEnvironment("HELSEID_MOCK_TLS_CA", "/ca")
        .WithResourceMapping(Encoding.UTF8.GetBytes(Config), FilePath.Of("/twin/config.json"), fileMode: Unix.FileMode644)
        .WithResourceMapping(FilePath.Of("certs/ca.pem"), FilePath.Of("/ca/ca.pem"), 65532, 65532, Unix.FileMode644)
        .WithResourceMapping(FilePath.Of("certs/ca-key.pem"), FilePath.Of("/ca/ca-key.pem"), 65532, 65532, Unix.FileMode600)
        .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("\"ready\":true"))
        .Build();

    public static string ControlToken { get; } = Guid.NewGuid().ToString("N");

    public string Issuer => $"https://{_container.Hostname}:{_container.GetMappedPublicPort(8080)}/test";

    public HttpClient Http { get; } = new(TwinTrust.OnlyTrusting(X509CertificateLoader.LoadCertificateFromFile("certs/ca.pem")));

    public Task InitializeAsync() => _container.StartAsync();

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _container.DisposeAsync();
    }
}
