/** The API says that the proof has been used. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiProofReplayed: Scenario = {
  name: 'api-proof-replayed',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'A request was sent twice with the same proof, by a retry or by a proxy.',
  goodClient: 'It makes a new proof for every request, retries included.',
  unknown: 'NHN’s APIs may word it otherwise: these are the words of HelseID’s own token endpoint.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_dpop_proof', description: 'Detected replay of DPoP proof token.' }),
  },
}
