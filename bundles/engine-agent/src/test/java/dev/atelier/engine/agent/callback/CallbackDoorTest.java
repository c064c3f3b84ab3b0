package dev.atelier.engine.agent.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackDoorTest {
    private static final String RIGHT = "Bearer the-token";

    private final List<String> wanted = new ArrayList<>();
    private final CallbackDoor door = new CallbackDoor(new Secret("the-token"), new Callee() {
        @Override
        public boolean answered(String requestId, String response) {
            wanted.add("answer " + requestId + " " + response);
            return requestId.equals("q1");
        }

        @Override
        public void stop(String sessionId, @Nullable String reason) {
            wanted.add("stop " + sessionId + " " + reason);
        }

        @Override
        public void taskAvailable() {
            wanted.add("task");
        }

        @Override
        public boolean cleanUp(String taskId) {
            wanted.add("clean " + taskId);
            return taskId.equals("t1");
        }
    });

    private FakeExchange post(String authorization, String body) throws Exception {
        return new FakeExchange(Map.of(), body)
                .asking("Authorization", authorization)
                .to(door, "POST /rpc");
    }

    private JsonNode call(String method, String params) throws Exception {
        Rpc.Call call = new Rpc.Call("7", method, Json.parse(params.replace('~', '"')));
        JsonNode answer = post(RIGHT, Json.text(Rpc.write(call))).answered();
        assertThat(answer.path("id").asText()).isEqualTo("7");
        return answer;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session.submitTtyInput|{~request_id~:~q1~,~response~:~yes~}|answer q1 yes",
                "session.stop|{~session_id~:~s1~,~reason~:~enough~}|stop s1 enough",
                "session.stop|{~session_id~:~s1~,~reason~:null}|stop s1 null",
                "worker.taskAvailable|{}|task",
                "worker.cleanupTask|{~task_id~:~t1~}|clean t1"
            })
    void whatAServerWantsIsDone(String method, String params, String done) throws Exception {
        assertThat(call(method, params).path("result")).isEqualTo(Json.object());
        assertThat(wanted).containsExactly(done);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session.submitTtyInput|{~request_id~:~q2~,~response~:~yes~}|NOT_FOUND",
                "session.submitTtyInput|{~request_id~:~q1~}|INVALID_PARAMS",
                "session.submitTtyInput|{~request_id~:~q1~,~response~:7}|INVALID_PARAMS",
                "session.stop|{}|INVALID_PARAMS",
                "worker.cleanupTask|{~task_id~:~t2~}|WORKER_UNAVAILABLE",
                "worker.register|{}|METHOD_NOT_FOUND"
            })
    void whatCannotBeDoneIsSaid(String method, String params, RpcCode code) throws Exception {
        JsonNode error = call(method, params).path("error");

        assertThat(error.path("code").asInt()).isEqualTo(code.number());
        assertThat(error.path("message").asText()).isNotEmpty();
    }

    @Test
    void whatIsNoCallIsAnsweredAsSuch() throws Exception {
        assertThat(post(RIGHT, "no json").answered().at("/error/code").asInt()).isEqualTo(RpcCode.PARSE_ERROR.number());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer another", "Basic the-token", "the-token"})
    void strangersAreTurnedAway(String authorization) throws Exception {
        FakeExchange answer =
                post(authorization, "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"worker.taskAvailable\"}");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(wanted).isEmpty();
    }

    @Test
    void anybodyMaySeeThatItLives() throws Exception {
        assertThat(FakeExchange.call(door, "GET /health").status()).isEqualTo(200);
    }
}
