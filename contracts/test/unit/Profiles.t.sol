// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Settlement} from "../../src/Settlement.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {VenueTest} from "../base/VenueTest.sol";

/// @notice Both profiles of spec/terms.json are deployed, and the development one is that of these tests.
contract ProfilesTest is VenueTest {
    string private json = vm.readFile("../spec/terms.json");

    function test_ProductionIsDeployed() public {
        _deploy(_profile(".production"));
        vm.assertEq(settlement.forcedDeadline(), 24 hours, "forced deadline");
        vm.assertEq(settlement.finalityWindow(), 24 hours, "finality window");
        vm.assertEq(settlement.silence(), 12 hours, "silence");
        vm.assertEq(settlement.claimPhase(), 7 days, "claim phase");
        vm.assertEq(settlement.capPeriod(), 24 hours, "cap");
        vm.assertGe(settlement.operatorDelay(), 24 hours, "a change of operator");
    }

    function test_DevelopmentIsThatOfTheTests() public {
        Terms memory read = _profile(".development");
        read.minimumBond = BOND;
        vm.assertEq(keccak256(abi.encode(read)), keccak256(abi.encode(_terms())), "figures");
        _deploy(read);
    }

    function _deploy(Terms memory terms) private {
        vault = _deployVault(_created(1), _created(2));
        terms.vault = address(vault);
        settlement = new Settlement(terms, _watchers(), 2);
    }

    function _profile(string memory name) private view returns (Terms memory terms) {
        terms = _terms();
        terms.minimumBond = uint64(_figure(name, ".minimumBond"));
        terms.finalityWindow = _figure32(name, ".finalityWindow");
        terms.forcedDeadline = _figure32(name, ".forcedDeadline");
        terms.silence = _figure32(name, ".silence");
        terms.claimPhase = _figure32(name, ".claimPhase");
        terms.capPeriod = _figure32(name, ".capPeriod");
        terms.operatorDelay = _figure32(name, ".operatorDelay");
    }

    function _figure(string memory name, string memory field) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(name, field));
    }

    function _figure32(string memory name, string memory field) private view returns (uint32) {
        return uint32(_figure(name, field));
    }
}
