/** A fetch that uses a dispatcher of npm's undici: a proxy, a pool, or custom certificates. */
import { type Dispatcher, fetch as undiciFetch } from 'undici'

/** Node's fetch does not accept a dispatcher of another undici version; undici's own fetch does. */
export function through(dispatcher: Dispatcher): typeof fetch {
  return (input, init) => undiciFetch(input as string, { ...init, dispatcher } as never) as unknown as Promise<Response>
}
