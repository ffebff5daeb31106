/** Classes of Duende IdentityServer that route a request, and read its form, grant, scopes and resources. */
import type { SourceClass } from './place.ts'

const validation = 'IdentityServer/Validation/Default'
const extensions = 'IdentityServer/Extensions'

export const requestClasses: readonly SourceClass[] = [
  {
    name: 'EndpointRouter',
    path: 'IdentityServer/Hosting/EndpointRouter.cs',
    places: [],
    exact: 'asks each `Endpoint` in turn, and only one has a given path',
    test: ['routing', 'a path is otherwise exact: %s is not served'],
  },
  {
    name: 'Endpoint',
    path: 'IdentityServer/Hosting/Endpoint.cs',
    places: [
      {
        method: 'constructor (IsMatch)',
        line: 19,
        tolerates: 'the case of the path; a trailing slash is another path',
        mark: 'likely',
        test: ['routing', 'the case and the escapes of a path make no difference: %s'],
      },
    ],
  },
  {
    name: 'EndpointHelpers',
    path: 'IdentityServer/Hosting/EndpointHelpers.cs',
    places: [
      {
        method: 'OAuthMetadataHelpers.IsMatch',
        line: 15,
        tolerates: 'the case of `/.well-known/oauth-authorization-server`, and any path below it',
        mark: 'unknown',
        differs: 'not served: neither recorded metadata nor NHN’s pages name this address',
        test: ['routing', 'the metadata of RFC 8414 is not served'],
      },
      {
        method: 'SamlMetadataHelpers.IsMatch',
        line: 30,
        tolerates: 'the case of the path of the SAML metadata',
        mark: 'unknown',
        differs: 'not served: HelseID offers no SAML',
        test: ['routing', 'the metadata of SAML is not served'],
      },
    ],
  },
  {
    name: 'TokenEndpoint',
    path: 'IdentityServer/Endpoints/TokenEndpoint.cs',
    places: [
      {
        method: 'ProcessAsync',
        line: 69,
        tolerates: 'the case of the method (`HttpMethods.IsPost`)',
        mark: 'unknown',
        differs: 'over HTTP, Node’s parser refuses `post` before the twin sees it',
        test: ['routing', 'the case of the method is ignored'],
      },
      {
        method: 'TryReadProofTokens',
        line: 160,
        tolerates: 'the case of the header name `DPoP`; a second header is refused',
        mark: 'likely',
        test: ['routing', 'the case of a header name is ignored: %s'],
      },
    ],
  },
  {
    name: 'HttpRequestExtensions',
    path: `${extensions}/HttpRequestExtensions.cs`,
    places: [
      {
        method: 'HasApplicationFormContentType',
        line: 40,
        tolerates: 'the case of the media type',
        mark: 'likely',
        test: ['form', 'the case and the parameters of the media type make no difference: %s'],
      },
      {
        method: 'HasApplicationFormContentType',
        line: 37,
        tolerates: 'any parameters of the media type',
        mark: 'likely',
        test: ['form', 'the case and the parameters of the media type make no difference: %s'],
      },
      {
        method: 'GetCorsOrigin',
        line: 16,
        tolerates: 'several `Origin` headers: the first counts',
        mark: 'unknown',
        differs: 'the twin sends no CORS headers: machine clients are not browsers',
        test: ['routing', 'Origin headers change nothing about the answer of the token endpoint'],
      },
    ],
  },
  {
    name: 'IReadableStringCollectionExtensions',
    path: `${extensions}/IReadableStringCollectionExtensions.cs`,
    places: [
      {
        method: 'AsNameValueCollection (form)',
        line: 25,
        tolerates: 'blank values: they are dropped',
        mark: 'likely',
        test: ['form', 'blank values of %s do not count'],
      },
      {
        method: 'AsNameValueCollection (form)',
        line: 18,
        tolerates: 'the case of field names: fields that differ in case only become one',
        mark: 'likely',
        test: ['form', 'fields whose names differ in case only are one field with two values'],
      },
      {
        method: 'AsNameValueCollection (dictionary)',
        line: 45,
        tolerates: 'blank values, in the same way',
        mark: 'likely',
        test: ['form', 'a blank %s is none'],
      },
    ],
  },
  {
    name: 'NameValueCollectionExtensions',
    path: `${extensions}/NameValueCollectionExtensions.cs`,
    places: [
      {
        method: 'ToFormPost',
        line: 67,
        tolerates: 'several values: the first is sent on to the client',
        mark: 'unknown',
        differs: 'only for the answer to a browser (`response_mode=form_post`)',
        test: ['routing', 'the authorization endpoint is advertised, not served'],
      },
      {
        method: 'ToScrubbedDictionary',
        line: 112,
        tolerates: 'the case of the names whose values are withheld from the log',
        mark: 'likely',
        test: ['form', 'a secret under a name in upper case is withheld from the journal'],
      },
    ],
  },
  {
    name: 'TokenRequestValidator',
    path: `${validation}/TokenRequestValidator.cs`,
    places: [
      {
        method: 'ValidateRequestAsync',
        line: 200,
        tolerates: 'several `grant_type`: they are joined with a comma, and so unknown',
        mark: 'likely',
        test: ['form', 'two values of %s are joined with a comma'],
      },
      {
        method: 'ValidateRequestAsync',
        line: 201,
        tolerates: 'a blank `grant_type`: it is missing',
        mark: 'likely',
        test: ['form', 'a blank %s is none'],
      },
      {
        method: 'ValidateRequestAsync',
        line: 230,
        tolerates: 'white space around `resource`, as far as its format goes',
        mark: 'likely',
        test: ['routing', 'white space around a resource passes its format, but names no API'],
      },
      {
        method: 'ValidateProofToken',
        line: 296,
        tolerates: 'a blank `DPoP` header: it is missing',
        mark: 'likely',
        test: ['routing', 'a blank DPoP header is none: %j'],
      },
      {
        method: 'ValidateRequestedScopesAndResourcesAsync',
        line: 1171,
        tolerates: 'several `scope`: they are joined with a comma, and so one unknown scope',
        mark: 'likely',
        test: ['form', 'two values of %s are joined with a comma'],
      },
      {
        method: 'ValidateRequestedScopesAndResourcesAsync',
        line: 1172,
        tolerates: 'a blank `scope`: every API scope of the client is granted',
        mark: 'likely',
        test: ['form', 'a blank %s is none'],
      },
      {
        method: 'ValidateRequestedScopesAndResourcesAsync',
        line: 1215,
        tolerates: 'white space around `scope`; the length is measured with it',
        mark: 'likely',
        test: ['form', 'the length of scope is measured before white space is cut off'],
      },
    ],
  },
  {
    name: 'StringExtensions',
    path: 'Shared/Extensions/StringExtensions.cs',
    places: [
      {
        method: 'ParseScopesString',
        line: 40,
        tolerates: 'white space at the ends',
        mark: 'likely',
        test: ['form', 'white space at the ends of scope is cut off: %j'],
      },
      {
        method: 'ParseScopesString',
        line: 41,
        tolerates: 'several spaces between scopes',
        mark: 'likely',
        test: [
          'form',
          'several spaces between scopes count as one, a scope named twice counts once, and they are sorted',
        ],
      },
      {
        method: 'ParseScopesString',
        line: 41,
        tolerates: 'a scope that is named several times: it counts once',
        mark: 'likely',
        test: [
          'form',
          'several spaces between scopes count as one, a scope named twice counts once, and they are sorted',
        ],
      },
      {
        method: 'IsMissing, IsPresent',
        line: 53,
        tolerates: 'white space alone: the value is missing',
        mark: 'likely',
        test: ['form', 'a blank %s is none'],
      },
      {
        method: 'IsUri',
        line: 204,
        tolerates: 'white space around the URI (`Uri.TryCreate`)',
        mark: 'likely',
        test: ['routing', 'white space around a resource passes its format, but names no API'],
      },
    ],
  },
  {
    name: 'ResourceExtensions',
    path: `${extensions}/ResourceExtensions.cs`,
    places: [],
    exact: '`AreValidResourceIndicatorFormat` leaves it to `IsUri`',
    test: ['routing', 'white space around a resource passes its format, but names no API'],
  },
  {
    name: 'DefaultScopeParser',
    path: `${validation}/DefaultScopeParser.cs`,
    places: [],
    exact: '`ParseScopeValue` leaves each scope as it is',
    test: ['form', 'only spaces separate scopes: not %j'],
  },
  {
    name: 'DefaultResourceValidator',
    path: `${validation}/DefaultResourceValidator.cs`,
    places: [],
    exact: 'compares names of scopes and APIs exactly',
    test: ['routing', '%s is compared exactly'],
  },
  {
    name: 'IResourceStoreExtensions',
    path: `${extensions}/IResourceStoreExtensions.cs`,
    places: [],
    exact: 'throws if two APIs or scopes have the same name',
    test: ['routing', '%s is compared exactly'],
  },
]
