/** Examples that connect a client. `{name}` is filled in with this server's addresses, and the demo client or what to put in instead. */

export interface Snippet {
  readonly language: string
  readonly text: string
  /** The example in the repository that CI runs, from which the lines are taken; undefined if none runs these lines. */
  readonly from?: string
}

export const snippets: readonly Snippet[] = [
  {
    language: 'Terminal',
    from: 'test/mock-sts/ui/snippets.test.ts',
    text: `# a token request of the client, with its own key; Requests lists it
# {note}
npx helseid token --issuer {issuer} --client-id {clientId} \\
  --key {key} --scope {scope}
`,
  },
  {
    language: 'Minted token',
    from: 'test/mock-sts/ui/snippets.test.ts',
    text: `# not a token request: the twin mints a token and its proof for its API, so nothing
# has to be signed, and Requests does not list it
curl {base}/_mock/tokens \\{authorization}
  -H 'content-type: application/json' \\
  -d '{ "audience": "nhn:test-public-samplecode",
        "scopes": ["{scope}"],
        "proof": { "url": "{base}/nhn-api/test/hello" } }'
`,
  },
  {
    language: 'Node',
    from: 'test/mock-sts/ui/snippets.test.ts',
    text: `import { createHelseIdClient } from 'helseid-client'

// {note}
const client = createHelseIdClient({
  issuer: '{issuer}',
  clientId: '{clientId}',
  key: { file: '{key}' },
  scopes: ['{scope}'],
})
const response = await client.fetch('{base}/nhn-api/test/hello')
console.log(response.status, await response.json())
`,
  },
  {
    language: 'Java',
    from: 'test/examples/java/src/main/java/example/SpawnTwin.java',
    text: `// lines of a program; the whole one is the example that is named below
String CLIENT_ID = "{clientId}";
String SCOPE = "{scope}";
URI issuer = URI.create("{issuer}");

OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(new Issuer(issuer));
ECKey proofKey = new ECKeyGenerator(Curve.P_256).generate();
var proofs = new DefaultDPoPProofFactory(proofKey, JWSAlgorithm.ES256);

URI endpoint = metadata.getTokenEndpointURI();
var authentication = new PrivateKeyJWT(assertion(issuer, key));
HTTPRequest request =
    new TokenRequest(endpoint, authentication, new ClientCredentialsGrant(), new Scope(scope)).toHTTPRequest();
request.setDPoP(proofs.createDPoPJWT("POST", endpoint, nonce));
return request.send();
`,
  },
  {
    language: '.NET',
    text: `// appsettings.Development.json; the private key, a JWK, is in {key}
// {note}
{
  "HelseID": {
    "Authority": "{issuer}",
    "ClientId": "{clientId}",
    "Scope": "{scope}"
  }
}
`,
  },
  {
    language: 'Python',
    from: 'test/foreign/clients.test.ts',
    text: `# pip install "pyjwt[crypto]" requests
# {note}
import json, time, uuid
import jwt, requests
from cryptography.hazmat.primitives.asymmetric import ec

ISSUER = "{issuer}"
CLIENT_ID = "{clientId}"
SCOPE = "{scope}"

with open("{key}") as file:
    client_jwk = json.load(file)
proof_key = ec.generate_private_key(ec.SECP256R1())
proof_jwk = jwt.algorithms.ECAlgorithm.to_jwk(proof_key.public_key(), as_dict=True)
metadata = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=10).json()
endpoint = metadata["token_endpoint"]


def request_token(nonce=None):
    now = int(time.time())
    claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": metadata["issuer"], "jti": str(uuid.uuid4())}
    assertion = jwt.encode(
        {**claims, "iat": now, "nbf": now, "exp": now + 10},
        jwt.PyJWK(client_jwk).key,
        algorithm="PS256",
        headers={"kid": client_jwk["kid"], "typ": "client-authentication+jwt"},
    )
    target = {"htm": "POST", "htu": endpoint, "iat": now, "jti": str(uuid.uuid4())}
    proof = jwt.encode(
        {**target, "nonce": nonce} if nonce else target,
        proof_key,
        algorithm="ES256",
        headers={"typ": "dpop+jwt", "jwk": proof_jwk},
    )
    form = {
        "client_id": CLIENT_ID,
        "client_assertion": assertion,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "grant_type": "client_credentials",
        "scope": SCOPE,
    }
    return requests.post(endpoint, data=form, headers={"DPoP": proof}, timeout=10)


# the first answer is a challenge, whose nonce the second proof carries
response = request_token(request_token().headers["DPoP-Nonce"])
print(response.status_code, response.text)
`,
  },
]

const names = ['base', 'issuer', 'clientId', 'scope', 'key', 'note', 'authorization'] as const

export type SnippetValues = Readonly<Record<(typeof names)[number], string>>

/** Of the demo client; without it, names that say what to put in. */
export function valuesOfClient(
  demoClient: { readonly clientId: string; readonly scopes: readonly string[] } | undefined,
): Pick<SnippetValues, 'clientId' | 'scope' | 'key' | 'note'> {
  if (demoClient === undefined)
    return {
      clientId: 'my-client',
      scope: 'nhn:test-public-samplecode/client-credentials',
      key: 'my-client-key.json',
      note: 'put in your client, its key and its scope; register it with npx helseid-mock clients add',
    }
  return {
    clientId: demoClient.clientId,
    scope: demoClient.scopes[0] ?? '',
    key: 'mock-sts/demo/client-key.NOT-A-SECRET.json',
    note: 'in a checkout; with installed packages, the key is in node_modules/helseid-mock/dist/demo',
  }
}

/** The text in parts; those that were filled in are marked. */
export function filledIn(
  text: string,
  values: SnippetValues,
): readonly { readonly text: string; readonly isValue: boolean }[] {
  return text.split(new RegExp(`(\\{(?:${names.join('|')})\\})`)).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1] as keyof SnippetValues | undefined
    return name === undefined ? { text: part, isValue: false } : { text: values[name], isValue: true }
  })
}
