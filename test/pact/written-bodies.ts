/** Bodies as consumers write them, which a parser would change. */
import { gzipSync } from 'node:zlib'

export interface WrittenBody {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
  readonly encoding?: string
}

const fhir = '{ "resourceType": "Observation", "valueQuantity": { "value": 1.0, "unit": "mmol/L" } }'

export const writtenBodies: readonly WrittenBody[] = [
  { name: 'JSON with 1.0', type: 'application/json', bytes: Buffer.from('{"value":1.0}') },
  {
    name: 'JSON with a number beyond 2^53',
    type: 'application/json',
    bytes: Buffer.from('{"id":12345678901234567890}'),
  },
  { name: 'JSON with white space', type: 'application/json; charset=utf-8', bytes: Buffer.from('{ "a" :\n\t[ ] }\n') },
  { name: 'a form', type: 'application/x-www-form-urlencoded', bytes: Buffer.from('b=2&a=%c3%a6+%20&a=1&c[d]=') },
  { name: 'FHIR JSON', type: 'application/fhir+json', bytes: Buffer.from(fhir) },
  { name: 'XML', type: 'application/xml', bytes: Buffer.from('<?xml version="1.0"?>\r\n<a b="1" >æ</a>') },
  {
    name: 'bytes',
    type: 'application/octet-stream',
    bytes: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  },
  { name: 'a JSON list', type: 'application/json', bytes: Buffer.from('[1.50]') },
  {
    name: 'compressed JSON',
    type: 'application/json',
    bytes: gzipSync('{"value":1.0}'),
    encoding: 'gzip',
  },
]
