import type { FC } from 'hono/jsx'
import { type LocationRow, mostShown } from '../../sql/locations.js'
import type { City } from '../env.js'
import { HelpLine, Phone } from '../page.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'
import { OnlyAuthorized } from '../words.js'

interface Props {
  readonly city: City
  readonly find: string
  readonly found: readonly LocationRow[]
}

const columns: readonly Column[] = [
  { label: 'Place' },
  { label: 'Address' },
  { label: 'Hours' },
  { label: 'Phone' },
]

export const LocationsPage: FC<Props> = ({ city, find, found }) => (
  <div class="stack airy">
    <div class="stack narrow">
      <h1>Authorized payment locations</h1>
      <p class="lede">Paying in person is free and posts the same day. Bring your bill.</p>
      <OnlyAuthorized />
    </div>
    {(found.length > 0 || find !== '') && <Filter find={find} />}
    {found.length > 0 && (
      <section class="sheet stack">
        <FoldTable caption={captionOf(found.length, find)} columns={columns}>
          {found.map((place) => (
            <Place place={place} />
          ))}
        </FoldTable>
        {found.length === mostShown && (
          <p class="soft">These are the first {mostShown}. Enter a town or a zip code.</p>
        )}
      </section>
    )}
    {found.length === 0 && <Nothing find={find} />}
    <p>
      <HelpLine phone={city.supportPhone} />
    </p>
  </div>
)

function captionOf(count: number, find: string): string {
  const places = `${count} ${count === 1 ? 'location' : 'locations'}`
  return find ? `${places} for “${find}”` : places
}

const Filter: FC<{ find: string }> = ({ find }) => (
  <form class="acctpick" method="get" action="/pay/locations">
    <label class="soft small" for="find">
      Town or zip code
    </label>
    <input id="find" name="find" type="search" value={find} autocomplete="off" maxlength={60} />
    <button class="btn alt" type="submit">
      Filter
    </button>
  </form>
)

const Place: FC<{ place: LocationRow }> = ({ place }) => (
  <FoldRow>
    <RowHead class="w">{place.name}</RowHead>
    <Cell class="w">
      {place.street}
      <br />
      {place.city}, {place.state} {place.zip}
    </Cell>
    <Cell class="w">{place.hours ?? <span class="soft">Ask there</span>}</Cell>
    <Cell class="w num">{place.phone && <Phone number={place.phone} />}</Cell>
  </FoldRow>
)

const Nothing: FC<{ find: string }> = ({ find }) =>
  find ? (
    <p class="sheet">
      No location in “{find}”. <a href="/pay/locations">Show all locations</a>
    </p>
  ) : (
    <p class="sheet">Call 311 for the nearest authorized location.</p>
  )
