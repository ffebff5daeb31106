/** A multi-tenant client that sends the single-tenant organisation structure. */
import { structureFitsMultiTenancy } from '../../rules/structure-fits-multi-tenancy.ts'
import { tokenRefused } from '../token-exchange.ts'

export const structureOfASingleTenant = tokenRefused({
  states: [
    'a client of one API',
    'a multi-tenant client',
    'it speaks for a unit as a single-tenant client does',
    'a nonce is known',
  ],
  uponReceiving: 'a token request by a multi-tenant client with the structure of a single-tenant client',
  evidence: structureFitsMultiTenancy,
  error: 'invalid_request',
})
