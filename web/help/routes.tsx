import { Hono } from 'hono'
import type { PortalEnv } from '../env.js'
import { anyone } from '../gate.js'
import { show } from '../page.js'
import { HelpPage, TopicPage, topics } from './help-pages.js'
import { AccessibilityPage, SecurityPage } from './views.js'

/** Pages that only tell something. */
export const helpRoutes = () =>
  new Hono<PortalEnv>()
    .get('/help', anyone, (c) =>
      show(c, { title: 'Help and FAQs' }, <HelpPage city={c.get('deps').city} />),
    )
    .get('/help/:topic', anyone, (c) => {
      const { city } = c.get('deps')
      const topic = topics(city).find(({ name }) => name === c.req.param('topic'))
      if (!topic) return c.notFound()
      return show(c, { title: topic.title }, <TopicPage city={city} topic={topic} />)
    })
    .get('/security', anyone, (c) =>
      show(c, { title: 'Security and privacy' }, <SecurityPage city={c.get('deps').city} />),
    )
    .get('/accessibility', anyone, (c) =>
      show(c, { title: 'Accessibility' }, <AccessibilityPage city={c.get('deps').city} />),
    )
