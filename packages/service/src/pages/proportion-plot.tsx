/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { percent } from "./percent.ts";

interface Props {
  value: number | null;
  interval: readonly [number, number] | null;
}

/** A proportion and its interval between 0 and 1, a half marked in the middle. */
export function ProportionPlot({ value, interval }: Props) {
  const place = (share: number) => percent(0.02 + 0.96 * share);
  const side = interval === null ? "quiet" : interval[0] > 0.5 ? "gain" : interval[1] < 0.5 ? "loss" : "quiet";
  return (
    <svg class={`plot proportion ${side}`} aria-hidden="true">
      <line class="tick" x1={place(0)} x2={place(0)} y1="0" y2="100%" />
      <line class="tick" x1={place(1)} x2={place(1)} y1="0" y2="100%" />
      <line class="zero" x1={place(0.5)} x2={place(0.5)} y1="0" y2="100%" />
      {interval === null ? null : <line class="ci" x1={place(interval[0])} x2={place(interval[1])} y1="50%" y2="50%" />}
      {value === null ? null : (
        <circle class={interval === null ? "open" : "full"} cx={place(value)} cy="50%" r="4.2" />
      )}
    </svg>
  );
}
