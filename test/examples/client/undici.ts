/** A fetch that goes through a dispatcher of npm's undici: a proxy, a pool, certificates of one's own. */
import { type Dispatcher, fetch as undiciFetch } from 'undici'

/** Node's own fetch does not take a dispatcher of another version of undici; undici's own fetch does. */
export function through(dispatcher: Dispatcher): typeof fetch {
  return (input, init) => undiciFetch(input as string, { ...init, dispatcher } as never) as unknown as Promise<Response>
}
