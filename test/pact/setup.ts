/** Unsets the variables with which Pact would use an HTTP proxy for loopback requests, or look for pacts at a broker. */
const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'PACT_BROKER_BASE_URL']
for (const name of names) delete process.env[name]
