/** The client's keys in the order they are tried: the last one that worked comes first. */
import type { JWK } from 'jose'
import { publish } from '../diagnostics.ts'
import { HelseIdError } from '../errors.ts'
import { importKey, readJwk } from './key-material.ts'
import { type ClientKeySource, openKey } from './key-sources.ts'
import type { SigningKey } from './signing-key.ts'

export interface KeyRing {
  /** @throws {HelseIdError} `key_unavailable` if no key can be loaded */
  keys(): Promise<readonly SigningKey[]>
  /** Records the key that HelseID accepted. */
  prefer(kid: string): void
  /** Puts a new key before all others; `expiresAt` is in epoch milliseconds. */
  add(jwk: JWK, expiresAt?: number): void
}

/** A ring with a single key, to test whether it works. */
export function keyRingOf(key: SigningKey): Pick<KeyRing, 'keys' | 'prefer'> {
  return { keys: async () => [key], prefer: () => undefined }
}

export function createKeyRing(sources: readonly ClientKeySource[], clientId: string): KeyRing {
  let opened = sources.map((source) =>
    openKey(source, (event) => publish('helseid-client:key-file', { clientId, ...event })),
  )
  let preferred: string | undefined
  return {
    async keys() {
      const settled = await Promise.allSettled(opened.map((open) => open()))
      const keys = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      const failed = settled.find((result) => result.status === 'rejected')
      if (keys.length === 0 && failed) throw unavailable(failed.reason)
      const unique = keys.filter(({ kid }, index) => keys.findIndex((other) => other.kid === kid) === index)
      return [...unique.filter(({ kid }) => kid === preferred), ...unique.filter(({ kid }) => kid !== preferred)]
    },
    prefer(kid) {
      preferred = kid
    },
    add(jwk, expiresAt) {
      const loaded = importKey({ ...readJwk(jwk), ...(expiresAt !== undefined && { expiresAt }) })
      opened = [() => loaded, ...opened]
      preferred = jwk.kid
    },
  }
}

function unavailable(cause: unknown): HelseIdError {
  if (cause instanceof HelseIdError) return cause
  return new HelseIdError(`the client’s key could not be loaded: ${(cause as Error).message}`, {
    code: 'key_unavailable',
    cause,
  })
}
