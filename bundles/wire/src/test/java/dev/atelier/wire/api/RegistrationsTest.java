package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationsTest {
    @Test
    void writesARequestAsItWasRead() throws Exception {
        String sample = Golden.read("registration/request.json");

        Registrations.Request request = Registrations.request(json(sample));

        assertThat(Registrations.write(request).toString()).isEqualTo(sample).doesNotContain("label");
        assertThat(request.capabilities().taskKinds()).hasSize(2);
    }

    @Test
    void takesTheLabelOfOldWorkers() throws Exception {
        String old = Golden.read("registration/request.json").replaceFirst("\\{", "{\"label\":\"attic\",");

        assertThat(Registrations.request(json(old)).label()).isEqualTo("attic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "approved", "rejected"})
    void writesADecisionAsItWasRead(String status) throws Exception {
        String sample = Golden.read("registration/" + status + ".json");

        assertThat(Registrations.write(Registrations.decision(json(sample))).toString())
                .isEqualTo(sample);
    }

    @Test
    void readsDecisions() throws Exception {
        assertThat(Registrations.decision(json(Golden.read("registration/approved.json"))))
                .isEqualTo(new Registrations.Approved("w-7", new Secret("not-a-real-token")));
        assertThat(Registrations.decision(json("{\"status\":\"rejected\"}"))).isEqualTo(new Registrations.Rejected(""));
        assertThat(Registrations.decision(json("{\"status\":\"rejected\",\"reason\":null}")))
                .isEqualTo(new Registrations.Rejected(""));
        assertThat(Registrations.decision(json("{\"status\":\"pending\",\"queue\":4}")))
                .isEqualTo(new Registrations.Pending());
    }

    @Test
    void readsTheIdOfARequest() throws Exception {
        assertThat(Registrations.noted("rr-5").toString()).isEqualTo(Golden.read("registration/noted.json"));
        assertThat(Registrations.noted(json(Golden.read("registration/noted.json"))))
                .isEqualTo("rr-5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"status":"pending"}                     | answer.requestId
                    {"requestId":"rr-5"}                     | answer.status
                    {"requestId":"rr-5","status":"approved"} | answer.status
                    {"requestId":"","status":"pending"}      | answer.requestId
                    {"requestId":"..","status":"pending"}    | answer.requestId
                    []                                       | answer
                    """, quoteCharacter = '`')
    void refusesAnAnswerWithoutAnId(String text, String field) {
        assertThatThrownBy(() -> Registrations.noted(json(text)))
                .isInstanceOfSatisfying(
                        MalformedJson.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                     | answer.status
                    {"status":"maybe"}                                     | answer.status
                    {"status":"approved","authToken":"t"}                  | answer.workerId
                    {"status":"approved","workerId":"w"}                   | answer.authToken
                    {"status":"approved","workerId":".","authToken":"t"}   | answer.workerId
                    {"status":"approved","workerId":"w","authToken":null}  | answer.authToken
                    {"status":"rejected","reason":7}                       | answer.reason
                    """, quoteCharacter = '`')
    void refusesADecisionThatIsNone(String text, String field) {
        assertThatThrownBy(() -> Registrations.decision(json(text)))
                .isInstanceOfSatisfying(
                        MalformedJson.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static JsonNode json(String text) throws IOException {
        return Json.parse(text);
    }
}
