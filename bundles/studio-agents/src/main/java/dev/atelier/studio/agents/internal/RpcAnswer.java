package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to one call: given once, at once or later. */
final class RpcAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(RpcAnswer.class);
    private static final int OK = 200;

    /** Makes a result, or says why there is none. */
    interface Making {
        JsonNode result() throws Exception;
    }

    private final Exchange exchange;
    private final String id;
    private final String method;

    /** @param id empty when the call could not be read so far */
    RpcAnswer(Exchange exchange, String id, String method) {
        this.exchange = exchange;
        this.id = id;
        this.method = method;
    }

    void result(JsonNode value) {
        give(new Rpc.Result(id, value));
    }

    void failure(RpcCode code, String message) {
        give(new Rpc.Failure(id, code, message));
    }

    private void give(Rpc.Reply reply) {
        try {
            exchange.json(OK, Rpc.write(reply));
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a worker did not wait for its answer");
        }
    }

    /** Lets go of the thread; the making is asked when the question is woken or the time is over. */
    void later(Making making, Waiting waiting, String questionId, Duration patience) {
        exchange.later();
        waiting.add(questionId, patience, () -> {
            try {
                result(making.result());
            } catch (Exception e) {
                refused(e);
            }
        });
    }

    /** What went wrong, in a code of the protocol; what is ours to mend stands in our log. */
    void refused(Exception problem) {
        if (problem instanceof RpcRefusal refusal) {
            failure(refusal.code(), Objects.requireNonNullElse(refusal.getMessage(), ""));
        } else if (problem instanceof MalformedJson malformed) {
            failure(RpcCode.INVALID_PARAMS, Objects.requireNonNullElse(malformed.getMessage(), "malformed"));
        } else if (problem instanceof Vault.Locked) {
            failure(RpcCode.INTERNAL_ERROR, "the studio cannot open its secrets; its log says why");
        } else if (problem instanceof StoreFailure) {
            LOG.atWarn().setCause(problem).log("store refused");
            failure(RpcCode.INTERNAL_ERROR, "the studio cannot reach its store now; its log says why");
        } else {
            LOG.atError().addKeyValue("method", method).setCause(problem).log("call failed");
            failure(RpcCode.INTERNAL_ERROR, "something went wrong in the studio; its log says what");
        }
    }
}
