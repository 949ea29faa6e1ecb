import { expect, test } from "vitest";
import { chartFileName } from "./chart-file";

test("[CHART-1] a chart's file is named by the words of its title, whatever else stands in it", () => {
  expect(chartFileName("Margin by region (2025)", "svg")).toBe("margin-by-region-2025.svg");
  expect(chartFileName("../../etc/passwd\u202e\0", "png")).toBe("etc-passwd.png");
  expect(chartFileName("Umsatz nach Größe", "png")).toBe("umsatz-nach-größe.png");
  expect(chartFileName("売上 2025", "svg")).toBe("売上-2025.svg");
  expect(chartFileName("…", "svg")).toBe("chart.svg");
  expect(chartFileName("a".repeat(200), "svg")).toBe(`${"a".repeat(60)}.svg`);
});
