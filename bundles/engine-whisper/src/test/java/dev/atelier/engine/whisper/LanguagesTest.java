package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
    @ParameterizedTest
    @CsvSource({
        "german,de",
        "haitian creole,ht",
        "bengali,bn",
        "nynorsk,nn",
        "myanmar,my",
        "javanese,jw",
        "maori,mi",
        "cantonese,yue",
        "pt-br,pt",
        "sw,sw",
        "klingon,klingon"
    })
    void haveTheCodesOfTheirEnglishNames(String name, String code) {
        assertThat(Languages.code(name)).isEqualTo(code);
    }
}
