import type { FC } from 'hono/jsx'

/** The section tabs of Paperless Billing, in this order (ux.md 4.8). */
const sections = [
  ['list', '/paperless', 'View/Pay Bill'],
  ['notifications', '/paperless/notifications', 'Notifications and Reminders'],
  ['recurring', '/paperless/recurring', 'Recurring Payment'],
] as const

export const Sections: FC<{ current: (typeof sections)[number][0] }> = ({ current }) => (
  <nav class="sub sections" aria-label="Paperless Billing">
    {sections.map(([key, href, label]) => (
      <a href={href} aria-current={key === current ? 'page' : undefined}>
        {label}
      </a>
    ))}
  </nav>
)
