-- What wrk found, in one line that a program can read.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("REPORT %d %d %d %d %.3f\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(95) / 1000))
end
