package dev.countersign.server.api;

import dev.countersign.server.web.Refusal;

/** What the API refuses, as RFC 9457 says it. */
final class Problems {
    private Problems() {}

    static Refusal.Problem malformed(String remedy) {
        return new Refusal.Problem(400, "This request could not be read", remedy);
    }

    static Refusal.Problem missing(String what) {
        return new Refusal.Problem(404, "Not found", "There is no such " + what + ", or it is not yours to see.");
    }

    static Refusal.Problem role(String remedy) {
        return new Refusal.Problem(403, "Your role does not allow this", remedy);
    }

    static Refusal.Problem conflict(String title, String remedy) {
        return new Refusal.Problem(409, title, remedy);
    }

    static Refusal.Problem unprocessable(String title, String remedy) {
        return new Refusal.Problem(422, title, remedy);
    }

    static Refusal.Problem changed() {
        return new Refusal.Problem(
                412,
                "It changed meanwhile",
                "It is not as you saw it. Get it again, and send its new ETag as If-Match.");
    }
}
