import type { FC } from 'hono/jsx'
import { fixed } from './fixed.js'

/** Line marks of 24 px, always with a word beside them, so hidden from screen readers. */
const paths = {
  home: 'M4 11.5 12 5l8 6.5V20h-5v-5H9v5H4z',
  bills: 'M6 3.5h12V21l-3-1.8L12 21l-3-1.800L6 21zM9 8.500h6M9 12.500h6',
  pay: 'M3 6.5h18v12H3zM3 10.500h18M6.500 15h4',
  paperless:
    'M12 3.5c-4 5.200-6 8.300-6 11a6 6 0 0 0 12 0c0-2.700-2-5.800-6-11zM9.300 14.500l2 2 3.400-4',
  activity: 'M4 6.5h2M4 12h2M4 17.500h2M9.500 6.500H20M9.500 12H20M9.500 17.500H20',
  stop: 'M8 2.8h8L21.200 8v8L16 21.200H8L2.800 16V8zM12 7.500v6M12 16.200v.5',
  warn: 'M12 3.5 21.500 20h-19zM12 10v5M12 17.300v.4',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.200v.6',
  check: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-4 9.300 2.800 2.800L16 9.500',
  hold: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 8.500v7M14.500 8.500v7',
  person:
    'M12 4.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c1-4.500 4-6 7.500-6s6.500 1.500 7.500 6',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5',
  cross: 'M6 6l12 12M18 6 6 18',
} as const

export type IconName = keyof typeof paths

const Line: FC<{ name: IconName; size: number }> = ({ name, size }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
)

type Drawing = ReturnType<typeof fixed>
const drawings = new Map<string, Drawing>()

/** @param size In pixels, one of a few. */
export const Icon: FC<{ name: IconName; size?: number }> = ({ name, size = 20 }) => {
  const known = drawings.get(`${name} ${size}`)
  if (known) return known
  const drawing = fixed(<Line name={name} size={size} />)
  drawings.set(`${name} ${size}`, drawing)
  return drawing
}

const crown = fixed(
  <svg class="mark" width="42" height="42" viewBox="0 0 40 40" aria-hidden="true">
    <path
      d="M6.500 8.500S1.500 16 1.500 20.300a5.700 5.700 0 0 0 9.800 4c1.200-1.200 1.500-2.600 1.500-4.300C12.800 15.400 6.500 8.500 6.500 8.500Zm27 0s5 7.500 5 11.800a5.700 5.700 0 0 1-9.800 4c-1.200-1.200-1.500-2.600-1.500-4.300 0-4.600 6.300-11.500 6.300-11.500Z"
      fill="currentColor"
    />
    <path
      class="gold"
      d="M20 2.500s-7 9.700-7 15.900a7 7 0 0 0 14 0C27 12.200 20 2.500 20 2.500Z"
    />
    <path
      d="M4 29.300c10.600 2.600 21.400 2.600 32 0l-.9 6.700c-9.900 2.200-20.300 2.200-30.200 0Z"
      fill="currentColor"
    />
  </svg>,
)

/** The Queen City's crown, made of water (ux.md 14). */
export const Mark: FC = () => crown
