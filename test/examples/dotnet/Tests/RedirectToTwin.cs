// Sends every request for https://*.nhn.no to the twin, with the name in the header Host.
namespace Example;

public sealed class RedirectToTwin(Uri twin) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { Scheme: "https" } uri && uri.Host.EndsWith(".nhn.no", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Host = uri.Host;
            request.RequestUri = new UriBuilder(uri) { Scheme = twin.Scheme, Host = twin.Host, Port = twin.Port }.Uri;
        }
        return base.SendAsync(request, cancellationToken);
    }
}
