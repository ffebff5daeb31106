/** HelseID's metadata, kept for a day as NHN asks. */
import { endpoints } from 'helseid-contract'
import { type AuthorizationServer, processDiscoveryResponse } from 'oauth4webapi'
import type { ClientConfig } from './config.ts'
import { HelseIdError } from './errors.ts'

/** How long metadata is kept, in milliseconds (UP:funksjonelle_krav FK2 recommends 24 h). */
const keptFor = 24 * 60 * 60 * 1000

export interface Discovery {
  /** @throws {HelseIdError} `discovery_failed` */
  metadata(): Promise<AuthorizationServer>
  /** Forgets what is kept: the next call asks again. */
  forget(): void
}

export function createDiscovery({
  issuer,
  fetch,
  now,
  timeout,
}: Pick<ClientConfig, 'issuer' | 'fetch' | 'now' | 'timeout'>): Discovery {
  let kept: { readonly until: number; readonly metadata: Promise<AuthorizationServer> } | undefined
  const load = async () => {
    const address = issuer + endpoints.discovery
    try {
      const signal = AbortSignal.timeout(timeout * 1000)
      const response = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'manual', signal })
      const metadata = await processDiscoveryResponse(new URL(issuer), response)
      // oauth4webapi compares URLs; HelseID's issuer has to be the very string.
      if (metadata.issuer !== issuer) throw new Error(`the metadata is that of "${metadata.issuer}"`)
      return metadata
    } catch (cause) {
      kept = undefined
      throw new HelseIdError(`HelseID's metadata could not be had from ${address}`, { code: 'discovery_failed', cause })
    }
  }
  return {
    metadata() {
      if (kept === undefined || kept.until <= now()) kept = { until: now() + keptFor, metadata: load() }
      return kept.metadata
    },
    forget() {
      kept = undefined
    },
  }
}
