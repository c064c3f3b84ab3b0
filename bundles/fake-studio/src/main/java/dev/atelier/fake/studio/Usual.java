package dev.atelier.fake.studio;

import dev.atelier.wire.api.StudioErrorCode;
import java.io.DataInputStream;
import java.net.Socket;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a studio does with a request when nothing else is asked of it. */
final class Usual {
    private final FakeStudio studio;

    Usual(FakeStudio studio) {
        this.studio = studio;
    }

    Answer answer(HttpRequest request, @Nullable Upload upload) {
        Route route = request.route();
        if (route == null) {
            studio.violation("no such route: " + request);
            return Answer.status(404, "no such route");
        }
        return switch (route) {
            case REGISTER -> studio.atDesk(desk -> desk.register(request.body()));
            case POLL -> studio.atDesk(desk -> desk.poll(request.ids().get(0), request.bearer()));
            case COMPLETE -> upload == null ? Answer.status(400, "no upload") : store(request, upload);
            case CONNECT -> connect(request);
        };
    }

    /** An upload or an upgrade that was answered with something else. */
    void notTaken(HttpRequest request, @Nullable Upload upload, int status) {
        if (upload != null) {
            studio.record(upload);
        }
        if (request.route() == Route.CONNECT) {
            upgraded(request, status);
        }
    }

    /** A newer socket of a worker ends the older one. */
    FakeSession open(HttpRequest request, Socket socket, DataInputStream in) {
        String workerId = request.ids().get(0);
        var older = studio.liveSessions().stream()
                .filter(session -> session.workerId().equals(workerId))
                .toList();
        FakeSession session = studio.open(workerId, socket, in);
        if (studio.evicts()) {
            older.forEach(each -> each.error(StudioErrorCode.DUPLICATE_WORKER, "connected again"));
        }
        return session;
    }

    private Answer store(HttpRequest request, Upload upload) {
        if (!studio.knows(upload.workerId(), request.bearer())) {
            studio.violation("upload with a wrong bearer");
            studio.record(upload);
            return Answer.status(401, "wrong token");
        }
        JobBook.Verdict verdict = studio.inBook(book -> book.upload(upload.jobId(), upload.workerId()));
        String problem = verdict.problem();
        if (problem != null) {
            studio.violation(problem);
        }
        if (!upload.filename().equals(upload.jobId() + "." + upload.ext())) {
            studio.violation("filename " + upload.filename() + " of " + upload.jobId());
        }
        JobBook.Job job = verdict.job();
        studio.record(upload.taken(job != null));
        if (job == null) {
            studio.watcher().refused(upload.jobId());
            return Answer.status(409, "the job is not claimed by this worker");
        }
        Outcome outcome = new Outcome.Binary(upload.taken(true));
        job.outcome.complete(outcome);
        studio.watcher().settled(upload.jobId(), outcome);
        return Answer.status(200, "{\"ok\":true}");
    }

    private Answer connect(HttpRequest request) {
        String key = request.header("sec-websocket-key");
        String upgrade = request.header("upgrade");
        if (key == null
                || upgrade == null
                || !upgrade.toLowerCase(Locale.ROOT).equals("websocket")
                || !"13".equals(request.header("sec-websocket-version"))) {
            studio.violation("connect without a proper upgrade");
            return Answer.status(426, "upgrade to a WebSocket");
        }
        if (!FakeStudio.PROTOCOL.equals(request.header("sec-websocket-protocol"))) {
            studio.violation("connect without the sub-protocol");
        }
        if (!studio.knows(request.ids().get(0), request.bearer())) {
            studio.violation("connect with a wrong bearer");
            upgraded(request, 401);
            return Answer.status(401, "wrong token");
        }
        upgraded(request, 101);
        Answer switching = Answer.status(101, "")
                .withHeader("Upgrade", "websocket")
                .withHeader("Connection", "Upgrade")
                .withHeader("Sec-WebSocket-Accept", WsCodec.accept(key));
        String subProtocol = studio.subProtocol();
        return subProtocol == null ? switching : switching.withHeader("Sec-WebSocket-Protocol", subProtocol);
    }

    private void upgraded(HttpRequest request, int status) {
        studio.record(
                new Upgrade(Instant.now(), System.nanoTime(), request.ids().get(0), status));
    }
}
