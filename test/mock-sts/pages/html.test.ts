/** The template of every page: it escapes, and refuses a value where escaping is not enough. */
import { describe, expect, it } from 'vitest'
import { html, trusted } from '../../../mock-sts/pages/html.ts'

it('a value is escaped as text and in an attribute', () => {
  expect(String(html`<p title="${'"quoted"'}">${'<script>'}</p>`)).toBe(
    '<p title="&quot;quoted&quot;">&lt;script&gt;</p>',
  )
  const value = `<script>alert("1")</script>' onmouseover='x' &amp;`
  const safe = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; onmouseover=&#39;x&#39; &amp;amp;'
  expect(String(html`<p title="${value}">${value}</p>`)).toBe(`<p title="${safe}">${safe}</p>`)
})

it('characters that HTML does not allow are replaced, and white space stays', () => {
  const value = '\0\x01\x1b\x7f\x9f\ud800a\tb\nc\udfff\u{1f600}'
  const replaced = `${'\ufffd'.repeat(6)}a\tb\nc\ufffd\u{1f600}`
  expect(String(html`<p title="${value}">${[value]}</p>`)).toBe(`<p title="${replaced}">${replaced}</p>`)
})

it('nested templates and lists are inserted, and what is absent is left out', () => {
  const items = ['<a>', '<b>'].map((text) => html`<li>${text}</li>`)
  expect(String(html`<ul>${items}${null}${undefined}${false}${0}</ul>${trusted('<hr>')}`)).toBe(
    '<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li>0</ul><hr>',
  )
  expect(String(html`<p>${['<a>', [html`<b>${'<'}</b>`]]}</p>`)).toBe('<p>&lt;a&gt;<b>&lt;</b></p>')
})

it.each(['https://a.example/b?c=d&e', 'http://localhost:1337/callback', 'http://[::1]/', '/path?a#b', '#here', '?a=b'])(
  'the address %s can be linked',
  (address) => {
    expect(String(html`<a href="${address}">x</a>`)).toBe(`<a href="${address.replace('&', '&amp;')}">x</a>`)
  },
)

it.each([
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  '//stranger.example',
  '/\\stranger.example',
  '\\\\stranger.example',
  'https:stranger.example',
  'https:///stranger.example',
  'https:\\\\stranger.example',
  'https://user@stranger.example',
  'https://user:secret@stranger.example',
  'https://@stranger.example',
  'https://a.example\\@stranger.example',
  'https://a;script-src.example/',
  'https://a.example/\u202Eb',
  'https://',
  'callback',
  '',
])('the address %j cannot be linked', (address) => {
  expect(() => html`<a href="${address}">x</a>`).toThrow(/the attribute href must be a whole address/)
})

describe('a template is refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['with an attribute without quotes', () => html`<p title=${'x'}>`, /outside of double quotes/],
    ['with an attribute in single quotes', () => html`<p title='${'x'}'>`, /outside of double quotes/],
    ['with the name of an attribute', () => html`<p ${'x'}="y">`, /outside of double quotes/],
    ['with a handler', () => html`<p onclick="${'x'}">`, /the attribute onclick/],
    ['with a style', () => html`<p style="${'x'}">`, /the attribute style/],
    ['with a value in a script', () => html`<script>${'x'}</script>`, /in a script or a style/],
    ['with a value in a style sheet', () => html`<style>a { ${'x'} }</style>`, /in a script or a style/],
    ['with a part of an address', () => html`<a href="/a/${'x'}">`, /must be a whole address/],
    ['with markup in an attribute', () => html`<p title="${html`<b>x</b>`}">`, /must be text or a number/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })
})

it('a value after another tag, a style sheet or a quoted > is text', () => {
  const text = html`<style>a { b: c }</style><p title="a > b" class="${'c'}">${'<'}</p>`
  expect(String(text)).toBe('<style>a { b: c }</style><p title="a > b" class="c">&lt;</p>')
})
