package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Takes calls of workers: who it is comes first, then how large, then what. */
final class RpcDoor {
    private static final long LARGEST = 16 * Exchange.MIB;
    /** Bodies are read into memory. */
    private static final int BODIES_AT_ONCE = 16;

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_TOKEN = 512;

    /** Answers a call. */
    interface Method {
        void answer(Params params, RpcAnswer answer) throws Exception;
    }

    /** Answers a call at once. */
    interface Plain {
        JsonNode result(Params params) throws Exception;
    }

    private final WorkerStore workers;
    private final Map<String, Method> methods;
    private final Semaphore reading = new Semaphore(BODIES_AT_ONCE);

    RpcDoor(WorkerStore workers, WorkerCalls calls, ReportCalls reports, QuestionCalls questions) {
        this.workers = workers;
        this.methods = Map.of(
                "worker.register", plain(calls::register),
                "worker.heartbeat", plain(calls::heartbeat),
                "worker.unregister", plain(calls::unregister),
                "worker.getTask", plain(calls::getTask),
                "worker.getSecrets", plain(calls::getSecrets),
                "worker.reportStatus", plain(reports::status),
                "worker.reportEvents", plain(reports::events),
                "worker.createTtyInputRequest", plain(questions::create),
                "worker.getTtyInput", questions::get,
                "worker.cancelTtyInputRequest", plain(questions::cancel));
    }

    private static Method plain(Plain method) {
        return (params, answer) -> answer.result(method.result(params));
    }

    void call(Exchange exchange) throws IOException {
        String worker = caller(exchange);
        Rpc.Heard heard = Rpc.hear(body(exchange));
        if (heard instanceof Rpc.Call call) {
            answer(worker, call, new RpcAnswer(exchange, call.id(), call.method()));
        } else if (heard instanceof Rpc.Failure failure) {
            exchange.json(200, Rpc.write(failure));
        }
    }

    private void answer(String worker, Rpc.Call call, RpcAnswer answer) {
        Method method = methods.get(call.method());
        if (method == null) {
            answer.failure(RpcCode.METHOD_NOT_FOUND, "there is no such method here");
            return;
        }
        Params params = new Params(worker, call.params());
        try {
            params.checkWorker();
            method.answer(params, answer);
        } catch (Exception e) {
            answer.refused(e);
        }
    }

    private String caller(Exchange exchange) {
        try {
            return token(exchange.header("Authorization").orElse(""))
                    .flatMap(workers::byToken)
                    .map(WorkerStore.Worker::id)
                    .orElseThrow(() -> HttpError.json(
                                    401,
                                    "unauthorized",
                                    "send Authorization: Bearer with the token of a worker this studio has approved")
                            .withHeader("WWW-Authenticate", "Bearer"));
        } catch (StoreFailure e) {
            throw RpcForm.unavailable("the studio cannot reach its store now; its log says why");
        }
    }

    private static Optional<String> token(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return token.isEmpty() || token.length() > LONGEST_TOKEN ? Optional.empty() : Optional.of(token);
    }

    private byte[] body(Exchange exchange) throws IOException {
        if (!reading.tryAcquire()) {
            throw RpcForm.unavailable("too many calls come in at this moment");
        }
        try {
            return exchange.body(LARGEST).readAllBytes();
        } finally {
            reading.release();
        }
    }
}
