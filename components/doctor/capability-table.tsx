import type { ProviderState } from "../../lib/protocol/doctor";
import { capabilityRows, type CapabilityRow } from "./capability-rows";

const CELL = "px-3.5 py-2 align-baseline";

function Row({ label, value, without, source }: CapabilityRow) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className={`${CELL} w-full font-normal text-ink-2`}>
        {label}
        {without === null ? null : <span className="text-small block text-ink-3">{without}</span>}
      </th>
      <td className={`${CELL} whitespace-nowrap tabular-nums`}>{value}</td>
      <td className={`${CELL} text-small text-ink-3`}>{source}</td>
    </tr>
  );
}

/** What a provider can do, and from where that is known. */
export function CapabilityTable({ provider }: { provider: ProviderState }) {
  const { steerRefusedBy } = provider;
  return (
    <>
      <table className="w-full border-t border-line bg-panel text-left">
        <caption className="sr-only">What {provider.host} can do</caption>
        <thead>
          <tr className="text-small text-ink-3">
            <th scope="col" className={`${CELL} font-normal`}>
              What it can do
            </th>
            <th scope="col" className={`${CELL} font-normal`}>
              Value
            </th>
            <th scope="col" className={`${CELL} font-normal whitespace-nowrap`}>
              Known from
            </th>
          </tr>
        </thead>
        <tbody>
          {capabilityRows(provider).map((row) => (
            <Row key={row.name} {...row} />
          ))}
        </tbody>
      </table>
      {steerRefusedBy.length === 0 ? null : (
        <p className="text-small border-t border-line bg-panel px-3.5 py-2 text-ink-2">
          No steering, as the provider said: {steerRefusedBy.join(", ")}
        </p>
      )}
    </>
  );
}
