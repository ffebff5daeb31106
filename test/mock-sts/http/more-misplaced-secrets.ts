/** Secrets in other notations than JSON and PEM: programs, configurations, command lines, addresses, header fields. */
import { ec, type Misplaced, okp, rsa } from './misplaced-secrets.ts'

const { d } = ec.export({ format: 'jwk' }) as { d: string }
const rsaJwk = rsa.export({ format: 'jwk' }) as { n: string; d: string; p: string }
const rsaExponent = Buffer.from(rsaJwk.d, 'base64url').toString('base64')
const password = 's3cret-value-of-a-client'

const der = (key: typeof ec) => key.export({ format: 'der', type: 'pkcs8' })
const lines = der(rsa)
  .toString('base64')
  .replace(/.{64}(?=.)/g, '$&\n')
/** The key itself is at the end of the structure of an Ed25519 key, and in the middle of the others. */
const inBase64 = (key: typeof ec) => der(key).toString('base64').slice(28, 60)
const inHex = (key: typeof ec) => der(key).toString('hex').slice(36, 76)
const ofKey = (kind: string, text: string, secret = d.slice(0, 30)): Misplaced => ({ kind, text, secret })
const ofValue = (kind: string, text: string, secret = password): Misplaced => ({ kind, text, secret })

export const moreSecrets: readonly Misplaced[] = [
  ofKey('JavaScript object', `{kty:'EC',crv:'P-256',d:'${d}'}`),
  ofKey('JavaScript object with double quotes', `const key = { kty: "EC", d: "${d}" }`),
  ofKey('PHP array', `['kty' => 'EC', 'd' => '${d}']`),
  ofKey('option of Rust', `kty: "EC", d: Some("${d}")`),
  ofKey('variables with a prefix', `KEY_KTY=EC\nKEY_D=${d}\n`),
  ofKey('YAML', `kty: EC\ncrv: P-256\nd: ${d}\n`),
  ofKey('YAML in a list', `keys:\n  - kty: EC\n    d: "${d}"`),
  ofKey('form', `kty=EC&crv=P-256&d=${d}`),
  ofKey('configuration', `jwk.kty = EC\njwk.d = ${d}`),
  ofKey('HTML', `{&quot;kty&quot;:&quot;EC&quot;,&quot;d&quot;:&quot;${d}&quot;}`),
  ofKey('JavaScript escapes', `{\\x22kty\\x22:\\x22EC\\x22,\\x22d\\x22:\\x22${d}\\x22}`),
  ofKey('names of .NET', JSON.stringify({ Kty: 'EC', D: d })),
  ofKey(
    'pair of name and value',
    JSON.stringify([
      { name: 'kty', value: 'EC' },
      { name: 'd', value: d },
    ]),
  ),
  ofKey('RSA prime without quotes', `{kty: RSA, p: ${rsaJwk.p}}`, rsaJwk.p.slice(0, 30)),
  ofKey(
    'XML of .NET with a modulus that spells the name of a secret',
    `key: <RSAKeyValue><Modulus>${rsaJwk.n.slice(0, 99)}-pwd-${rsaJwk.n.slice(99)}</Modulus><D>${rsaExponent}</D></RSAKeyValue>`,
    rsaExponent.slice(0, 30),
  ),
  ofKey('Ed25519 without BEGIN', der(okp).toString('base64'), inBase64(okp)),
  ofKey('EC without BEGIN', der(ec).toString('base64'), inBase64(ec)),
  ofKey('base64 in a sentence', `the key is ${der(okp).toString('base64')}.`, inBase64(okp)),
  ofKey('lines indented by four', lines.replace(/^/gm, '    '), lines.slice(200, 240).replace('\n', '').slice(0, 30)),
  ofKey('lines indented by twelve', lines.replace(/^/gm, ' '.repeat(12)), lines.slice(65, 100)),
  ofKey('lines with tabs', lines.replace(/^/gm, '\t\t\t\t\t\t'), lines.slice(65, 100)),
  ofKey('texts of a program', `"${lines.replaceAll('\n', '\\n" +\n    "')}"`, lines.slice(65, 100)),
  ofKey('list of lines', JSON.stringify(lines.split('\n')), lines.slice(65, 100)),
  ofKey('hexadecimal', der(ec).toString('hex'), inHex(ec)),
  ofKey('hexadecimal, Ed25519, capitals', der(okp).toString('hex').toUpperCase(), inHex(okp)),
  ofKey('hexadecimal with 0x', `0x${der(rsa).toString('hex')}`, inHex(rsa)),
  ofKey('hexadecimal with colons', pairs(der(ec), ':'), pairs(der(ec), ':').slice(60, 110)),
  ofKey('hexadecimal with spaces', pairs(der(ec), ' '), pairs(der(ec), ' ').slice(60, 110)),
  ofKey('hexadecimal as in C', `{0x${pairs(der(ec), ', 0x')}}`, pairs(der(ec), ', 0x').slice(120, 190)),
  ofKey('list of bytes', `[${[...der(ec)].join(',')}]`, [...der(ec)].slice(12, 40).join(',')),
  ofKey(
    'text of OpenSSL',
    `Private-Key: (256 bit)\npriv:\n    ${pairs(der(ec), ':').slice(60, 105)}\n    ${pairs(der(ec), ':').slice(105, 150)}\npub:\n    04:11`,
    pairs(der(ec), ':').slice(60, 100),
  ),
  ofValue('bytes of Python', `{'client_secret': b'${password}'}`),
  ofValue('text of Rust', `client_secret: Some("${password}")`),
  ofValue('verbatim text of C#', `ClientSecret = @"${password}"`),
  ofValue('app.config of .NET', `<add key="ClientSecret" value="${password}" />`),
  ofValue('variable of Kubernetes', `- name: CLIENT_SECRET\n  value: ${password}\n`),
  ofValue('form of Postman', `{"key":"client_secret","type":"text","value":"${password}"}`),
  ofValue('value before its name', `{"value":"${password}","name":"client_secret"}`),
  ofValue('secret', `secret=${password}`),
  ofValue('secret in JSON', `{"secret":"${password}"}`),
  ofValue('SharedSecret', `{"SharedSecret":"${password}"}`),
  ofValue('SharedAccessKey', `Endpoint=sb://x/;SharedAccessKey=${password}`),
  ofValue('secret_key', `secret_key: ${password}`),
  ofValue('arrow', `client_secret -> ${password}`),
  ofValue('client_secret in YAML', `client_id: a\nclient_secret: ${password} and more words`),
  ofValue('value with spaces', `client_secret: x ${password}`),
  ofValue('value with spaces, =', `client_secret = x ${password}`),
  ofValue('list field', `client_id=a&client_secret[]=${password}`),
  ofValue('numbered field', `client_id=a&client_secret[0]=${password}`),
  ofValue('after a comma', `client_secret=a,${password}`),
  ofValue('after a comma, quoted', `("client_secret", "${password}")`),
  ofValue('in parentheses', `client_secret=(${password})`),
  ofValue('argument', `.clientSecret("${password}")`),
  ofValue('option', `token --client-secret ${password} --client-id a`),
  ofValue('secrets of Duende', JSON.stringify({ ClientSecrets: [{ Value: password }] })),
  ofValue('column', `client_id\ta\nclient_secret\t${password}\nscope\tb`),
  ofValue('column between others', `1\tclient_secret\t${password}\ttext`),
  ofValue('column with a space', `client_secret \t x ${password}`),
  ofValue('zero-width space in the name', `client_\u200bsecret=${password}`),
  ofValue('soft hyphen in the name, JSON', JSON.stringify({ 'client\u00ad_secret': password })),
  ofValue('zero-width joiner in the name, escaped', `{"client_\\u200dsecret":"${password}"}`),
  ofValue('zero-width space in the name of a column', `client_\u200bsecret\t${password}`),
  ofValue('password', `username=a&password=${password}`),
  ofValue('password, JSON', JSON.stringify({ username: 'a', password })),
  ofValue('passwd', `passwd: ${password}`),
  ofValue('pwd', `Server=a;Uid=b;Pwd=${password};`),
  ofValue('passord', `passord=${password}`),
  ofValue('variable', `export DB_PASSWORD='${password}'`),
  ofValue('address', `http://user:${password}@host.example/path`),
  ofValue('address of a database', `postgres://user:${password}@db:5432/x`),
  ofValue('address without a user', `redis://:${password}@cache:6379`),
  ofValue('X-Api-Key', `X-Api-Key: ${password}`),
  ofValue('X-Auth-Token', `X-Auth-Token: ${password}`),
  ofValue('apikey', `apikey=${password}`),
  ofValue('Ocp-Apim-Subscription-Key', `Ocp-Apim-Subscription-Key: ${password}`),
  ofValue('subscription-key', `subscription-key=${password}`),
  ofValue('Authorization without a scheme', `Authorization: ${password}`),
  ofValue('Authorization of another scheme', `Authorization: ApiKey ${password}`),
  ofValue('Authorization in HAR', JSON.stringify({ name: 'Authorization', value: password })),
  ofValue('user of curl', `curl -u client:${password} https://host.example`),
  ofValue('cookie of curl', `curl --cookie 'session=${password}' https://host.example`),
]

function pairs(bytes: Buffer, separator: string): string {
  return (bytes.toString('hex').match(/../g) ?? []).join(separator)
}
