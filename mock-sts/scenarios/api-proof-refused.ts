/** The API says that the proof is wrong. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiProofRefused: Scenario = {
  name: 'api-proof-refused',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens:
    'The proof was made by a clock that is off, or for another address: a proxy has changed the host or the path.',
  goodClient:
    'It makes one new proof by the time in the answer’s Date header, keeps the token, and reports what the API says if that does not help.',
  unknown: 'NHN’s APIs may word it otherwise: these are the words of HelseID’s own token endpoint.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." }),
  },
}
