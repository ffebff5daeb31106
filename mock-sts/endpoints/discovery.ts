/** The STS's metadata document. */
import { discoveryDocument, dpopAlgorithms } from 'helseid-contract'
import type { Call } from '../context/call.ts'
import { publish } from './publish.ts'

export function discovery(call: Call): Promise<Response> {
  const { context, address } = call
  const { profile, metadata: version } = context.stses[address.sts]
  const dpopSigningAlgorithms = profile === 'next' ? dpopAlgorithms.documented : dpopAlgorithms.advertised
  return publish(call, 'metadata', discoveryDocument(address.issuers[address.sts], { version, dpopSigningAlgorithms }))
}
