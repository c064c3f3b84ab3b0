package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.testing.FakeExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolChatTest {
    private static final String PATH = "/chat/completions";
    private static final String EDIT = """
            {"type":"function","function":{"name":"edit","description":"Writes a file","parameters":{\
            "$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
            "path":{"type":"string","description":"where","pattern":"^[^/]"},"lines":{"type":"array","items":{"type":"string"}}},\
            "required":["path"],"additionalProperties":false}}}""";
    private static final String HELLO =
            "{\"model\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[" + EDIT + "]%s}";

    private final FakeStudio studio = new FakeStudio();

    @AfterEach
    void stop() {
        studio.close();
    }

    private JsonNode task() throws IOException {
        return Json.parse(studio.queue.job(0).task());
    }

    private static String answer(String content) {
        ObjectNode answer = Json.object().put("object", "chat.completion");
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", content);
        choice.put("finish_reason", "stop");
        return Json.text(answer);
    }

    private JsonNode answered(String content) throws Exception {
        FakeExchange exchange = studio.post(PATH, HELLO.formatted(""));
        studio.done(0, "application/json", answer(content));
        return FakeStudio.answered(exchange).answered().at("/choices/0");
    }

    @Test
    void theModelIsToldOfTheFunctionsAndHeldToTheirShape() throws Exception {
        studio.post(PATH, HELLO.formatted(""));

        assertThat(task().at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(task().at("/messages/0/content").asText()).contains("\"name\":\"edit\"", "Writes a file", "\"say\"");
        assertThat(task().at("/messages/1/content").asText()).isEqualTo("hi");
        assertThat(task().path("jsonSchema").toString())
                .isEqualTo("{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"say\":{\"type\":\"string\"}},"
                        + "\"required\":[\"say\"],\"additionalProperties\":false},"
                        + "{\"type\":\"object\",\"properties\":{\"call\":{\"const\":\"edit\"},\"with\":{\"type\":\"object\","
                        + "\"properties\":{\"path\":{\"type\":\"string\"},\"lines\":{\"type\":\"array\","
                        + "\"items\":{\"type\":\"string\"}}},\"required\":[\"path\"],\"additionalProperties\":false}},"
                        + "\"required\":[\"call\",\"with\"],\"additionalProperties\":false}]}");
    }

    @Test
    void aCallIsACall() throws Exception {
        JsonNode choice = answered("{\"call\":\"edit\",\"with\":{\"path\":\"a.txt\"}}");

        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        JsonNode call = choice.at("/message/tool_calls/0");
        assertThat(call.path("id").asText()).isNotEmpty();
        assertThat(call.path("type").asText()).isEqualTo("function");
        assertThat(call.at("/function/name").asText()).isEqualTo("edit");
        assertThat(call.at("/function/arguments").asText()).isEqualTo("{\"path\":\"a.txt\"}");
    }

    @Test
    void whatIsSaidIsSaid() throws Exception {
        JsonNode choice = answered("{\"say\":\"all done\"}");

        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(choice.at("/message/content").asText()).isEqualTo("all done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain words", "{\"call\":\"unheard of\",\"with\":{}}", "[]", "{\"call\":\"edit\",\"wi"})
    void anEngineThatHeedsNoSchemaIsStillHeard(String words) throws Exception {
        assertThat(answered(words).at("/message/content").asText()).isEqualTo(words);
    }

    @Test
    void aStreamTellsACallAtItsEnd() throws Exception {
        FakeExchange exchange = studio.post(PATH, HELLO.formatted(",\"stream\":true"));

        studio.done(0, "application/json", answer("{\"call\":\"edit\",\"with\":{}}"));

        List<String> events = Arrays.stream(FakeStudio.answered(exchange).text().split("\n\n", -1))
                .filter(event -> event.startsWith("data: {"))
                .map(event -> event.substring(6))
                .toList();
        JsonNode call = Json.parse(events.get(0)).at("/choices/0/delta/tool_calls/0");
        assertThat(call.path("index").asInt(-1)).isZero();
        assertThat(call.at("/function/name").asText()).isEqualTo("edit");
        assertThat(Json.parse(events.get(1)).at("/choices/0/finish_reason").asText())
                .isEqualTo("tool_calls");
    }

    @Test
    void callsOfBeforeAndWhatTheyGaveAreTurnsOfTheChat() throws Exception {
        studio.post(PATH, """
                {"model":"llm","tools":[%s],"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"go"},
                {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"edit","arguments":"{\\"path\\":\\"a\\"}"}}]},
                {"role":"tool","tool_call_id":"1","content":"written"},{"role":"user","content":"and now?"}]}""".formatted(EDIT));

        JsonNode messages = task().path("messages");
        assertThat(messages).hasSize(4);
        assertThat(messages.at("/0/content").asText()).startsWith("be brief\n\nYou can call functions");
        assertThat(messages.at("/2/content").asText()).isEqualTo("{\"call\":\"edit\",\"with\":{\"path\":\"a\"}}");
        assertThat(messages.at("/3/role").asText()).isEqualTo("user");
        assertThat(messages.at("/3/content").asText()).isEqualTo("The call gave:\nwritten\n\nand now?");
    }

    @Test
    void aClientMayChooseTheFunctionOrNone() throws Exception {
        studio.post(PATH, HELLO.formatted(",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"edit\"}}"));
        studio.post(PATH, HELLO.formatted(",\"tool_choice\":\"none\""));

        assertThat(task().path("jsonSchema").path("anyOf")).hasSize(1);
        JsonNode without = Json.parse(studio.queue.job(1).task());
        assertThat(without.has("jsonSchema")).isFalse();
        assertThat(without.path("messages")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"tool_choice\":\"sometimes\"",
                ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"other\"}}",
                ",\"response_format\":{\"type\":\"json_object\"}"
            })
    void whatCannotBeIsRefused(String more) throws Exception {
        assertThat(studio.post(PATH, HELLO.formatted(more)).status()).isEqualTo(400);
    }
}
