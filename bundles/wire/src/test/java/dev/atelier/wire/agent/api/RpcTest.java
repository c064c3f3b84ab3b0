package dev.atelier.wire.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.wire.api.MalformedJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpcTest {
    private static JsonNode json(String text) throws Exception {
        return Json.parse(text.replace('\'', '"'));
    }

    @Test
    void callsAndRepliesAreReadAsTheyAreWritten() throws Exception {
        Rpc.Call call = new Rpc.Call("1", "worker.getTask", json("{'worker_id': 'w'}"));
        assertThat(Rpc.write(call))
                .isEqualTo(json(
                        "{'jsonrpc': '2.0', 'id': '1', 'method': 'worker.getTask', 'params': {'worker_id': 'w'}}"));
        assertThat(Rpc.call(Rpc.write(call))).isEqualTo(call);
        Rpc.Reply result = new Rpc.Result("1", json("{'a': 1}"));
        assertThat(Rpc.reply(Rpc.write(result))).isEqualTo(result);
        Rpc.Reply failure = new Rpc.Failure("", RpcCode.PARSE_ERROR, "no JSON");
        assertThat(Rpc.write(failure))
                .isEqualTo(json("{'jsonrpc': '2.0', 'id': null, 'error': {'code': -32700, 'message': 'no JSON'}}"));
        assertThat(Rpc.reply(Rpc.write(failure))).isEqualTo(failure);
    }

    @Test
    void parametersMayBeMissing() throws Exception {
        assertThat(Rpc.call(json("{'jsonrpc': '2.0', 'id': 'x', 'method': 'm'}"))
                        .params())
                .isEqualTo(json("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json|''|PARSE_ERROR",
                "{'a': 1e99999999999}|''|PARSE_ERROR",
                "[]|''|INVALID_REQUEST",
                "{'jsonrpc': '2.0', 'id': 7, 'method': 'm'}|''|INVALID_REQUEST",
                "{'jsonrpc': '2.0', 'id': 'x'}|x|INVALID_REQUEST",
                "{'jsonrpc': '2.0', 'id': 'x', 'method': 'm', 'params': [1]}|x|INVALID_PARAMS"
            })
    void whoeverIsNotUnderstoodHearsWhy(String body, String id, RpcCode code) {
        assertThat(Rpc.hear(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Rpc.Failure.class, failure -> {
                    assertThat(failure.id()).isEqualTo(id);
                    assertThat(failure.code()).isEqualTo(code.number());
                    assertThat(failure.message()).isNotEmpty();
                });
    }

    @Test
    void aCallIsHeard() throws Exception {
        Rpc.Call call = new Rpc.Call("1", "worker.getTask", json("{}"));

        assertThat(Rpc.hear(Json.bytes(Rpc.write(call)))).isEqualTo(call);
    }

    @Test
    void codesAreKnownByTheirNumbers() {
        assertThat(RpcCode.of(-32010)).contains(RpcCode.STALE_ASSIGNMENT);
        assertThat(RpcCode.of(-1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{'jsonrpc': '1.0', 'id': 'x', 'method': 'm'}",
                "{'jsonrpc': '2.0', 'method': 'm'}",
                "{'jsonrpc': '2.0', 'id': 'x', 'method': 7}",
                "{'jsonrpc': '2.0', 'id': 'x', 'method': 'm', 'params': [1]}"
            })
    void whatIsNoCallIsRefused(String text) {
        assertThatThrownBy(() -> Rpc.call(json(text))).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonrpc': '2.0', 'id': 'x'}",
                "{'jsonrpc': '2.0', 'result': {}}",
                "{'jsonrpc': '2.0', 'id': 'x', 'error': 'no'}",
                "{'jsonrpc': '2.0', 'id': 'x', 'error': {'code': 'no'}}"
            })
    void whatIsNoReplyIsRefused(String text) {
        assertThatThrownBy(() -> Rpc.reply(json(text))).isInstanceOf(MalformedJson.class);
    }
}
