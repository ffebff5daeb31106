/** The version of this package. */
import manifest from 'helseid-mock/package.json' with { type: 'json' }

export const version: string = manifest.version
