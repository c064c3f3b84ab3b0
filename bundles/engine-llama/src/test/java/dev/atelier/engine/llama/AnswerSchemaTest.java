package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerSchemaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{\"type\":\"wat\"}",
                "{\"type\":[]}",
                "{\"type\":7}",
                "{\"$ref\":\"#/$defs/none\"}",
                "{\"$ref\":\"https://example.invalid/schema\"}",
                "{\"$ref\":\"#\"}",
                "{\"type\":\"string\",\"pattern\":\"^(a$\"}",
                "{\"type\":\"string\",\"minLength\":\"3\"}",
                "{\"type\":\"string\",\"minLength\":-1}",
                "{\"properties\":[]}",
                "{\"properties\":{\"a\":7}}",
                "{\"enum\":[]}",
                "{\"anyOf\":{}}",
                "{\"required\":[1]}",
                "{\"type\":\"array\",\"items\":\"string\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"wat\"}}}",
                "{\"allOf\":[{\"type\":\"wat\"}]}"
            })
    void refusesPlainlyWhatWouldEndTheNativeProcess(String schema) {
        assertThatThrownBy(() -> AnswerSchema.parse(schema))
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("bad_schema");
                    assertThat(e.retryable()).isFalse();
                })
                .hasMessageStartingWith("the JSON schema cannot be used: ");
    }

    @Test
    void refusesASchemaNestedWithoutEnd() {
        String deep = "{\"items\":".repeat(500) + "{}" + "}".repeat(500);

        assertThatThrownBy(() -> AnswerSchema.parse(deep)).hasMessageContaining("nested too deeply");
    }

    @Test
    void handsOnOnlyWhatTheGrammarUnderstands() throws Exception {
        AnswerSchema schema = AnswerSchema.parse("""
                {"$schema":"x","title":"t","type":"object","properties":{
                "a":{"type":"string","description":"d","pattern":"^(?i)x\\\\d$","maxLength":5000},
                "b":{"description":"anything"},"c":{"type":["integer","null"],"minimum":1,"maximum":9},
                "d":{"$ref":"#/$defs/e"}},"required":["a"],"$defs":{"e":{"enum":["x"]}}}""");

        assertThat(schema.forGrammar())
                .isEqualTo("{\"$defs\":{\"e\":{\"enum\":[\"x\"]}},\"type\":\"object\",\"properties\":{"
                        + "\"a\":{\"type\":\"string\"},\"b\":{},\"c\":{\"anyOf\":["
                        + "{\"type\":\"integer\",\"minimum\":1,\"maximum\":9},{\"type\":\"null\"}]},"
                        + "\"d\":{\"$ref\":\"#/$defs/e\"}},\"required\":[\"a\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"integer\"}|1.0|true",
                "{\"type\":\"integer\"}|1.5|false",
                "{\"type\":[\"string\",\"null\"]}|null|true",
                "{\"type\":\"string\",\"pattern\":\"^a\"}|\"ba\"|false",
                "{\"type\":\"string\",\"minLength\":2}|\"ab\"|true",
                "{\"enum\":[1,\"a\"]}|1.0|true",
                "{\"const\":{\"a\":1}}|{\"a\":2}|false",
                "{\"required\":[\"a\"]}|{}|false",
                "{\"properties\":{\"a\":{\"type\":\"null\"}}}|{\"a\":1}|false",
                "{\"properties\":{\"a\":{}},\"additionalProperties\":false}|{\"b\":1}|false",
                "{\"items\":{\"type\":\"number\"},\"minItems\":1}|[1,2.5]|true",
                "{\"items\":{\"type\":\"number\"},\"minItems\":1}|[]|false",
                "{\"prefixItems\":[{\"type\":\"null\"}],\"items\":false}|[null,1]|false",
                "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}|1|false",
                "{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]}|1|true",
                "{\"allOf\":[{\"minimum\":1},{\"maximum\":3}]}|4|false",
                "{\"exclusiveMinimum\":1}|1|false",
                "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"null\"}}}|null|true",
                "{\"type\":\"object\"}|{\"a\"|false",
            })
    void judgesAnAnswer(String schema, String answer, boolean fits) throws Exception {
        assertThat(AnswerSchema.parse(schema).complaint(answer).isEmpty()).isEqualTo(fits);
    }

    @Test
    void aReferenceToItselfEnds() throws Exception {
        AnswerSchema schema = AnswerSchema.parse("{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}");

        assertThat(schema.complaint("1")).isPresent();
    }
}
