/** Schemas of explain. */
import { Type } from '@sinclair/typebox'
import { closed, oneOf, optional, text } from '../../config/schema-parts.ts'
import { time } from './clock.ts'
import { stsOrEnvironment } from './names.ts'
import { ref } from './parts.ts'

const kinds = ['token request', 'API call', 'client assertion', 'DPoP proof', 'access token']
const verdictExample = {
  outcome: 'refused',
  answer: { error: 'invalid_client', rule: 'aud-is-issuer' },
  rules: [],
}

export const explainSchemas = {
  explainRequest: Type.Object(
    {
      text: text('the pasted text'),
      ...optional({
        profile: ref('profile', 'severities to apply; default: today'),
        sts: stsOrEnvironment('the STS that it was meant for; default: as its URL, aud or htu says'),
        clientId: text('the client whose registration counts; default: the one that the text names'),
        time,
      }),
    },
    {
      ...closed,
      description: 'a text to judge; `time` is the time to judge it at, by default its iat',
      examples: [{ text: 'curl http://localhost:8080/test/connect/token -d grant_type=client_credentials' }],
    },
  ),
  explanations: Type.Object(
    {
      codes: Type.Array(Type.String(), {
        description: 'error codes of .NET libraries in the text, with their meaning',
      }),
      explanations: Type.Array(ref('explanation')),
      notJudged: Type.Array(Type.Object({ what: oneOf(kinds), url: Type.Optional(Type.String()) }, closed), {
        description: 'earlier requests of the text; of several, the last one is judged',
      }),
    },
    { ...closed, examples: [{ codes: [], explanations: [], notJudged: [] }] },
  ),
  explanation: Type.Object(
    {
      what: oneOf(kinds),
      issuer: Type.String({ description: 'the issuer that it was meant for' }),
      issuerFrom: oneOf(['the given issuer', 'the request URL', 'aud or htu', 'iss', 'assumed']),
      clientId: Type.String({ description: 'the client id in the text' }),
      at: Type.Number({ description: 'the time that it is judged at, in epoch seconds' }),
      atFrom: Type.String({ description: 'where the time comes from' }),
      signature: oneOf(['verified', 'does not verify', 'not verified']),
      notChecked: Type.Array(
        Type.Object(
          {
            what: Type.String(),
            because: Type.String(),
            required: Type.Boolean({ description: 'false for what no one but the receiver of the request can check' }),
          },
          closed,
        ),
        { description: 'what could not be looked at, and why' },
      ),
      verdict: Type.Object(
        {
          outcome: oneOf(
            ['accepted', 'refused', 'nothing wrong'],
            'nothing wrong: no rule that rejects is broken, but not everything could be looked at',
          ),
          rules: Type.Array(ref('verdictRule'), { description: 'every rule that applies' }),
          answer: Type.Optional(
            Type.Object(
              {
                error: Type.String(),
                rule: Type.String(),
                ...optional({ description: Type.String(), status: Type.Integer({ description: 'of an API' }) }),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
      decoded: ref('decodedParts'),
      ...optional({
        url: Type.String({ description: 'the URL that it was sent to' }),
        calls: Type.String({ description: 'the address in a proof for an API call that is judged on its own' }),
        corrected: ref('correctedRequest'),
      }),
    },
    {
      ...closed,
      description: 'what was found in the text, with its verdict',
      examples: [
        {
          what: 'token request',
          issuer: 'http://localhost:8080/test',
          issuerFrom: 'the request URL',
          clientId: 'ehr-1',
          at: 1795424400,
          atFrom: 'its iat',
          signature: 'verified',
          notChecked: [],
          verdict: verdictExample,
          decoded: {},
        },
      ],
    },
  ),
}
