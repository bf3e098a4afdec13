import { createContext, type FC, type PropsWithChildren, useContext } from 'hono/jsx'

/** Whether a page of a resident is looked at by somebody who may not act in it: then nothing leads anywhere. */
const ReadOnly = createContext(false)

export const ReadOnlyPage: FC<PropsWithChildren> = ({ children }) => (
  <ReadOnly.Provider value={true}>{children}</ReadOnly.Provider>
)

export const useReadOnly = (): boolean => useContext(ReadOnly)

/** A link of a resident's page; where it may not lead anywhere, what it looks like and says. */
export const Link: FC<PropsWithChildren<{ href: string; class?: string }>> = ({
  href,
  children,
  ...rest
}) =>
  useReadOnly() ? (
    <span {...rest}>{children}</span>
  ) : (
    <a {...rest} href={href}>
      {children}
    </a>
  )
