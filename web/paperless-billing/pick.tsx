import type { FC } from 'hono/jsx'

/** A large checkbox row: its words, and what they mean. */
export const Pick: FC<{ name: string; checked: boolean; label: string; hint?: string }> = ({
  name,
  checked,
  label,
  hint,
}) => (
  <label class="pick">
    <input type="checkbox" name={name} checked={checked} />
    <span>
      {label} {hint && <span class="hint plain">{hint}</span>}
    </span>
  </label>
)
