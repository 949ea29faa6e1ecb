type Frame = Record<string, unknown>;

export const steerAccepted = (id: string, targetId: string): Frame => ({
  type: "response.steer.accepted",
  sequence_number: 4,
  steer: { id, previous_response_id: targetId },
});

export const steerPending = (id: string, targetId: string): Frame => ({
  type: "response.steer.pending",
  sequence_number: 12,
  steer: { id, previous_response_id: targetId },
  reason: "waiting_for_required_input",
  required_input: [],
});

export const steerFailed = (code: string, more: Frame = {}): Frame => ({
  type: "response.steer.failed",
  sequence_number: 5,
  error: { type: "invalid_request_error", code, message: `steer: ${code}` },
  steer: { previous_response_id: "resp_1", input: "text", ...more },
});
