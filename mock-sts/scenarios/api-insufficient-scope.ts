/** The API answers that the token lacks a scope. */
import { sampleApi } from 'helseid-contract'
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiInsufficientScope: Scenario = {
  name: 'api-insufficient-scope',
  group: 'API: 403',
  shows: 'api answer',
  gets: '403 insufficient_scope "The token lacks a scope", with the scope',
  happens: 'The client requested too few scopes, or HelseID withheld one as `rejected_scope`.',
  goodClient: 'Reports which scope is missing and does not request another token with the same scopes.',
  act: {
    at: 'api answer',
    answer: () =>
      refusal(403, { error: 'insufficient_scope', description: 'The token lacks a scope', scope: sampleApi.scope }),
  },
}
