#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::kube {

std::string text_at(const Json& root, std::initializer_list<std::string_view> path) {
    return std::string{find_string(root, path).value_or("")};
}

std::vector<std::string> texts_at(const Json& root, std::initializer_list<std::string_view> path) {
    std::vector<std::string> texts;
    if (const JsonArray* array = find_array(root, path)) {
        for (const Json& element : *array) {
            texts.push_back(text_at(element, {}));
        }
    }
    return texts;
}

}  // namespace flotilla::kube
