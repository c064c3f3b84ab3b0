package dev.atelier.wire.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.internal.RpcJson;
import java.util.function.Function;

/** The envelopes of JSON-RPC 2.0. */
public final class Rpc {
    private Rpc() {}

    /** What came in where calls are taken: one, or why it is none. */
    public sealed interface Heard {}

    /** @param params an object, empty when the method takes none */
    public record Call(String id, String method, JsonNode params) implements Heard {}

    public sealed interface Reply {
        String id();

        <R> R fold(Function<? super Result, ? extends R> result, Function<? super Failure, ? extends R> failure);
    }

    public record Result(String id, JsonNode value) implements Reply {
        @Override
        public <R> R fold(
                Function<? super Result, ? extends R> result, Function<? super Failure, ? extends R> failure) {
            return result.apply(this);
        }
    }

    /**
     * @param id empty when the call could not be read so far
     * @param code see {@link RpcCode}; peers have others too
     */
    public record Failure(String id, int code, String message) implements Reply, Heard {
        public Failure(String id, RpcCode code, String message) {
            this(id, code.number(), message);
        }

        @Override
        public <R> R fold(
                Function<? super Result, ? extends R> result, Function<? super Failure, ? extends R> failure) {
            return failure.apply(this);
        }
    }

    public static ObjectNode write(Call call) {
        return RpcJson.write(call);
    }

    public static Call call(JsonNode json) throws MalformedJson {
        return RpcJson.call(json);
    }

    /** A failure is the answer to what is no call. */
    public static Heard hear(byte[] body) {
        return RpcJson.hear(body);
    }

    public static ObjectNode write(Reply reply) {
        return RpcJson.write(reply);
    }

    public static Reply reply(JsonNode json) throws MalformedJson {
        return RpcJson.reply(json);
    }
}
