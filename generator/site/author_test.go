package site

import (
	"fmt"
	"strings"
	"testing"
)

func TestAuthorsArePeopleOrOrganizations(t *testing.T) {
	for line, want := range map[string]string{
		"":               "",
		" 、 ":            "",
		"张军":             "Person 张军",
		"张　军":            "Person 张军",
		"院长 张军":          "Person 张军",
		"院长张军":           "Person 张军",
		"最高人民法院院长　周　强":   "Person 周强",
		"本报记者 张三 通讯员 李四": "Person 张三, Person 李四",
		"作者：陈小明":         "Person 陈小明",
		"张三、李四，研究室":      "Person 张三, Person 李四, Organization 研究室",
		"欧阳明月":           "Person 欧阳明月",
		"买买提·吐尔逊":        "Person 买买提·吐尔逊",
		"研究室":            "Organization 研究室",
		"高院":             "Organization 高院",
		"金融庭":            "Organization 金融庭",
		"王府井派出所":         "Organization 王府井派出所",
		"江苏省":            "Organization 江苏省",
		"本报记者":           "Organization 本报记者",
		"示例市中级人民法院研究室":   "Organization 示例市中级人民法院研究室",
		"研究室 张三":         "Organization 研究室 张三", // of whom it is not said what they are to each other
		"gongbao 示例站（据最高人民法院公开发布的数据编写）": "Organization gongbao 示例站（据最高人民法院公开发布的数据编写）",
		"Zhang Jun": "Organization Zhang Jun",
	} {
		var got []string
		for _, e := range authorsOf(line) {
			got = append(got, fmt.Sprint(e[typeKey], " ", e["name"]))
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}
