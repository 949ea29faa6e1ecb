import type { Attempts } from "../../lib/util/attempts";
import type { Doctor } from "./ports";
import { reply, tooManyAttempts, type Reply } from "./reply";

export type DoctorDeps = { doctor: Doctor; probes: Attempts };

type DoctorRoute = { method: "GET" | "POST"; path: string; open: false; run: () => Promise<Reply> };

/** One count for the whole server: a probe costs the provider a handshake, whoever asks. */
const EVERYBODY = "everybody";

/** `GET` tells what is known and sends nothing anywhere; `POST` probes the providers first. */
export const doctorRoutes = ({ doctor, probes }: DoctorDeps): readonly DoctorRoute[] => [
  { method: "GET", path: "/api/doctor", open: false, run: async () => reply(await doctor.report()) },
  {
    method: "POST",
    path: "/api/doctor/probe",
    open: false,
    run: async () => {
      const waitMs = probes.take(EVERYBODY);
      if (waitMs > 0) return tooManyAttempts(waitMs);
      await doctor.probe();
      return reply(await doctor.report());
    },
  },
];
