import { expect, test } from 'vitest'
import { fill, fixed, frame, gap } from '../../web/fixed.js'

const page = frame(
  <p title={gap('title')}>
    {fixed(<b>ours</b>)} {gap('title')} {gap('body')}
  </p>,
)

test('T11: a text put into a frame is escaped, in an attribute too', () => {
  expect(fill(page, { title: '"><script>', body: <i>{'<&'}</i> })).toBe(
    '<p title="&quot;&gt;&lt;script&gt;"><b>ours</b> &quot;&gt;&lt;script&gt; <i>&lt;&amp;</i></p>',
  )
})

test('what is put in is never taken for a gap itself, and a gap may stay empty', () => {
  expect(fill(page, { title: gap('body'), body: undefined })).toBe(
    `<p title="${gap('body')}"><b>ours</b> ${gap('body')} </p>`,
  )
})
