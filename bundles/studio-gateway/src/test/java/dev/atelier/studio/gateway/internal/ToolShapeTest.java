package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ToolShapeTest {
    private static String shape(String schema) throws IOException {
        String json = schema.replace('\'', '"');
        return Json.text(new ToolShape(Json.parse(json.getBytes(StandardCharsets.UTF_8))).whole())
                .replace('"', '\'');
    }

    @Test
    void keepsWhatShapesAndLeavesOutWhatDescribes() throws Exception {
        assertThat(shape("{'$schema':'x','type':'object','title':'T','properties':{'a':{'type':'string',"
                        + "'description':'d','pattern':'p'}},'required':['a'],'additionalProperties':false}"))
                .isEqualTo("{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],"
                        + "'additionalProperties':false}");
    }

    @Test
    void putsWhatStandsElsewhereWhereItIsMeant() throws Exception {
        assertThat(shape("{'type':'object','properties':{'a':{'$ref':'#/$defs/A'},'b':{'allOf':[{'$ref':'#/$defs/A'}],"
                        + "'description':'d'}},'$defs':{'A':{'enum':['x','y']}}}"))
                .isEqualTo("{'type':'object','properties':{'a':{'enum':['x','y']},'b':{'enum':['x','y']}}}");
    }

    @Test
    void endsWhereASchemaHoldsItselfOrNamesWhatIsNotThere() throws Exception {
        assertThat(
                        shape(
                                "{'$ref':'#/$defs/T','$defs':{'T':{'type':'object','properties':{'next':{'$ref':'#/$defs/T'}}}}}"))
                .isEqualTo("{'type':'object','properties':{'next':{}}}");
        assertThat(shape("{'properties':{'a':{'$ref':'https://example.com/s'},'b':{'$ref':'#/nowhere'}}}"))
                .isEqualTo("{'properties':{'a':{},'b':{}}}");
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        String deep = "{'items':".repeat(40) + "{}" + "}".repeat(40);

        assertThatThrownBy(() -> shape(deep)).hasMessageContaining("nested too deeply");
    }
}
